# Names network namespaces of running processes, so that `ip -n NAME` and the agent find them.
# Standard input has a line each: NAME PID, or NAME pod UID for the pod of that UID on any node of this machine, or
# forget PREFIX: names that begin so, are not given, and have no process any more go. It says the names that it could
# not find.
package Attach;
use strict;
use warnings;
no warnings 'once';

my $MS_BIND = 4096;
my $MNT_DETACH = 2;

sub attach {
  my ($name, $pid) = @_;
  my ($from, $to, $type) = ("/proc/$pid/ns/net", "/run/netns/$name", 'none');
  my ($here, $there) = map { join ':', (stat)[ 0, 1 ] } $to, $from;
  return 0 if $there eq '';
  return 1 if $here eq $there;
  syscall $main::SYS{umount}, $to, $MNT_DETACH;
  open my $file, '>', $to or return 0;
  close $file;
  return syscall($main::SYS{mount}, $from, $to, $type, $MS_BIND, 0) == 0;
}

my (%pid_of, %name_of_uid, @names, $forget);
while (my $line = <STDIN>) {
  my ($name, $pid, $uid) = split ' ', $line;
  next unless defined $pid;
  if ($name eq 'forget') { $forget = $pid; next }
  push @names, $name;
  if ($pid ne 'pod') { $pid_of{$name} = $pid; next }
  # Both of the kubelet's cgroup drivers: pod0123-…, pod0123_….
  $name_of_uid{ $uid =~ tr/_/-/r } = $name;
}
if (%name_of_uid) {
  for my $path (glob '/proc/[0-9]*/cgroup') {
    my ($pid) = $path =~ /(\d+)/;
    open my $file, '<', $path or next;
    while (<$file>) {
      my ($uid) = m{[/-]pod([0-9a-f_-]{32,36})[./]} or next;
      my $name = $name_of_uid{ $uid =~ tr/_/-/r };
      $pid_of{$name} //= $pid if defined $name;
      last;
    }
  }
}
if (defined $forget) {
  my %given = map { $_ => 1 } @names;
  my @old = grep { !$given{$_} } map { m{([^/]+)$} } glob "/run/netns/$forget*";
  my %alive = @old ? map { join(':', (stat)[ 0, 1 ]) => 1 } glob '/proc/[0-9]*/ns/net' : ();
  for my $path (map { "/run/netns/$_" } @old) {
    next if $alive{ join ':', (stat $path)[ 0, 1 ] };
    syscall $main::SYS{umount}, $path, $MNT_DETACH;
    unlink $path;
  }
}
for my $name (@names) { print "$name\n" unless defined $pid_of{$name} && attach($name, $pid_of{$name}) }
1;
