#!/usr/bin/perl
# Makes a folder of this machine the read-only root of a private mount namespace, with nothing else of the machine's
# files in sight, and becomes the agent in it. It is process 1 of namespaces of its own.
# Arguments: FOLDER, and the lab's name for whoever lists processes.
use strict;
use warnings;
use Fcntl ':flock';
use POSIX ();

my ($root) = @ARGV;
# Whoever clears the cache asks for this lock.
open my $lock, '<', $root or die "$root: $!\n";
flock $lock, LOCK_SH or die "$root: $!\n";
my ($MS_RDONLY, $MS_NOSUID, $MS_NODEV, $MS_REMOUNT, $MS_BIND, $MS_REC, $MS_PRIVATE) =
  (1, 2, 4, 32, 4096, 16384, 1 << 18);
my $MNT_DETACH = 2;
my %call = (POSIX::uname())[4] eq 'aarch64'
  ? (mount => 40, umount => 39, pivot_root => 41)
  : (mount => 165, umount => 166, pivot_root => 155);
my @devices = qw(null zero full random urandom tty);

sub mount {
  my ($from, $to, $type, $flags, $data) = @_;
  $data //= 0;
  syscall($call{mount}, $from, $to, $type, $flags, $data) == 0 or die "mount $type at $to: $!\n";
}

sub bind_at { my ($from, $to, $flags) = @_; mount($from, $to, 'none', $MS_BIND | ($flags // 0)) }

mount('none', '/', 'none', $MS_REC | $MS_PRIVATE);
bind_at($root, $root);
chdir $root or die "$root: $!\n";
mount('tmpfs', "$root/dev", 'tmpfs', $MS_NOSUID, 'mode=755,size=1m');
for my $name (@devices) {
  open my $file, '>', "$root/dev/$name" or die "/dev/$name: $!\n";
  close $file;
  bind_at("/dev/$name", "$root/dev/$name");
}
mkdir "$root/dev/pts";
mount('devpts', "$root/dev/pts", 'devpts', $MS_NOSUID, 'newinstance,ptmxmode=0666,mode=620');
symlink $_->[0], "$root/dev/$_->[1]" for ['pts/ptmx', 'ptmx'], ['/proc/self/fd', 'fd'];
# Before the machine's own are out of sight: a user namespace may mount these two only where it sees them whole.
mount('proc', "$root/proc", 'proc', $MS_NOSUID | $MS_NODEV);
mount('sysfs', "$root/sys", 'sysfs', $MS_NOSUID | $MS_NODEV | $MS_RDONLY);
mount('tmpfs', "$root/$_", 'tmpfs', $MS_NOSUID | $MS_NODEV, 'mode=755') for qw(run srv var root);
mount('tmpfs', "$root/tmp", 'tmpfs', $MS_NOSUID | $MS_NODEV, 'mode=1777');
mkdir "$root/$_" for qw(run/netns run/bird var/log var/lib);
symlink '/run', "$root/var/run";

# The old root comes to lie below the new one, and is let go.
my $here = '.';
syscall($call{pivot_root}, $here, $here) == 0 or die "pivot_root $root: $!\n";
syscall($call{umount}, $here, $MNT_DETACH) == 0 or die "umount of the old root: $!\n";
chdir '/';
mount('none', '/', 'none', $MS_REMOUNT | $MS_BIND | $MS_RDONLY | $MS_NOSUID | $MS_NODEV);

@ARGV = ('stdio');
do '/underlay/agent.pl';
die $@ || "/underlay/agent.pl: $!\n";
