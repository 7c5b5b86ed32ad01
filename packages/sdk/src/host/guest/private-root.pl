# Gives the process, which has a mount namespace of its own, a read-only root with fresh /dev, /proc, /sys, /run, /tmp.
package PrivateRoot;
use strict;
use warnings;

my ($MS_RDONLY, $MS_NOSUID, $MS_NODEV, $MS_REMOUNT, $MS_BIND, $MS_MOVE, $MS_REC, $MS_PRIVATE) =
  (1, 2, 4, 32, 4096, 8192, 16384, 1 << 18);
my $MNT_DETACH = 2;
my %call = (POSIX::uname())[4] eq 'aarch64'
  ? (mount => 40, umount => 39, pivot_root => 41, chroot => 51)
  : (mount => 165, umount => 166, pivot_root => 155, chroot => 161);
my @devices = qw(null zero full random urandom tty);
my $sealed = $MS_RDONLY | $MS_NOSUID | $MS_NODEV;

sub mount {
  my ($from, $to, $type, $flags, $data) = @_;
  $data //= 0;
  syscall($call{mount}, $from, $to, $type, $flags, $data) == 0 or die "mount $type at $to: $!\n";
}

# The root is put together at a folder, and consists of what is at `from`, without what is mounted there.
sub enter {
  my ($from, $root) = @_;
  mount('none', '/', 'none', $MS_REC | $MS_PRIVATE);
  mount($from, $root, 'none', $MS_BIND);
  mount('tmpfs', "$root/dev", 'tmpfs', $MS_NOSUID, 'mode=755,size=1m');
  for my $name (@devices) {
    open my $file, '>', "$root/dev/$name" or die "/dev/$name: $!\n";
    close $file;
    mount("/dev/$name", "$root/dev/$name", 'none', $MS_BIND);
  }
  mkdir "$root/dev/pts";
  mount('devpts', "$root/dev/pts", 'devpts', $MS_NOSUID, 'newinstance,ptmxmode=0666,mode=620');
  symlink $_->[0], "$root/dev/$_->[1]" for ['pts/ptmx', 'ptmx'], ['/proc/self/fd', 'fd'];
  # Before the old ones are out of sight: a user namespace may mount these two only where it sees them whole.
  mount('proc', "$root/proc", 'proc', $MS_NOSUID | $MS_NODEV);
  mount('sysfs', "$root/sys", 'sysfs', $sealed);
  # Without a size each may take half of the machine's memory.
  mount('tmpfs', "$root/$_", 'tmpfs', $MS_NOSUID | $MS_NODEV, 'mode=755,size=256m') for qw(run srv var root);
  mount('tmpfs', "$root/tmp", 'tmpfs', $MS_NOSUID | $MS_NODEV, 'mode=1777,size=256m');
  mkdir "$root/var/$_" for qw(lib log tmp);
  symlink '/run', "$root/var/run";
  name_owner($root) if $> != 0;
  become($root);
  mount('none', '/', 'none', $MS_REMOUNT | $MS_BIND | $sealed);
}

# In a user namespace there is one user, who owns all and is not number 0: programs that ask for root mean that one.
sub name_owner {
  my ($root) = @_;
  my ($user, $group) = ($>, (split ' ', $))[0]);
  my %accounts = (passwd => "root:x:$user:$group:root:/root:/bin/bash\n", group => "root:x:$group:\nfrrvty:x:$group:\n");
  for my $name (sort keys %accounts) {
    open my $file, '>', "$root/run/$name" or die "/run/$name: $!\n";
    print {$file} $accounts{$name};
    close $file;
    mount("$root/run/$name", "$root/etc/$name", 'none', $MS_BIND);
    unlink "$root/run/$name";
  }
}

# An initramfs cannot be left by pivot_root: there the new root comes to lie over it.
sub become {
  my ($root) = @_;
  my ($here, $top, $none) = ('.', '/', 'none');
  chdir $root or die "$root: $!\n";
  if (syscall($call{pivot_root}, $here, $here) == 0) {
    # The old root lies over the new one now, and is let go.
    syscall($call{umount}, $here, $MNT_DETACH) == 0 or die "umount of the old root: $!\n";
  } else {
    mount($here, $top, $none, $MS_MOVE);
    syscall($call{chroot}, $here) == 0 or die "chroot: $!\n";
  }
  chdir '/' or die "/: $!\n";
}

# What in /proc changes more than the network of this process can only be read.
sub seal_proc {
  my @folders = map { "/proc/$_" } qw(sys irq bus fs scsi acpi asound driver pressure tty);
  my @files = grep { -f && (stat _)[2] & 0222 } glob '/proc/*';
  for my $path (grep({ -e } @folders), @files) {
    mount($path, $path, 'none', $MS_BIND);
    mount('none', $path, 'none', $MS_REMOUNT | $MS_BIND | $sealed);
  }
  mount('/proc/sys/net', '/proc/sys/net', 'none', $MS_BIND);
  mount('none', '/proc/sys/net', 'none', $MS_REMOUNT | $MS_BIND | $MS_NOSUID | $MS_NODEV);
}
1;
