# Runs one line of a node's `exec`: in the network of the node, with processes, files below /run and /tmp and a
# hostname of the node's own, and without the rights to leave them. They last as long as the lab, or until the node's
# network ends, so that what a line starts in the background stays.
# Arguments: NAMESPACE NAME=VALUE… -- PROGRAM ARGUMENT…
package ExecLine;
use strict;
use warnings;
no warnings 'once';
use Fcntl ':flock';

my $folder = '/run/nodes';
my ($CLONE_NEWNS, $CLONE_NEWUTS, $CLONE_NEWIPC, $CLONE_NEWPID) = (0x20000, 0x4000000, 0x8000000, 0x20000000);
my %call = (POSIX::uname())[4] eq 'aarch64'
  ? (unshare => 97, prctl => 167, capset => 91, sethostname => 161, prlimit => 261)
  : (unshare => 272, prctl => 157, capset => 126, sethostname => 170, prlimit => 302);
my ($PR_CAPBSET_DROP, $CAP_VERSION_3, $last_capability) = (24, 0x20080522, 63);
my ($RLIMIT_NPROC, $RLIMIT_CORE, $most_processes) = (6, 4, 1024);
# Without DAC_READ_SEARCH, which opens files by handles: any file of what holds the root, on a local host the machine's.
# CHOWN, DAC_OVERRIDE, FOWNER … SETPCAP, NET_BIND_SERVICE, NET_BROADCAST, NET_ADMIN, NET_RAW, IPC_LOCK, SYS_CHROOT, SYS_NICE, AUDIT_WRITE
my %kept = map { $_ => 1 } 0, 1, 3 .. 8, 10 .. 14, 18, 23, 29;

# What a node's processes belong to: process 1 of its own, which holds a lock on the file with its number.
sub holder {
  my ($namespace) = @_;
  mkdir $folder;
  for (1 .. 2000) {
    open my $file, '+>>', "$folder/$namespace" or die "$folder/$namespace: $!\n";
    start($namespace, $file) if flock $file, LOCK_EX | LOCK_NB;
    seek $file, 0, 0;
    my ($pid) = (<$file> // '') =~ /^(\d+)\n/;
    return $pid if defined $pid && -e "/proc/$pid/ns/mnt";
    select undef, undef, undef, 0.005;
  }
  die "the processes of $namespace do not start\n";
}

sub start {
  my ($namespace, $file) = @_;
  truncate $file, 0;
  pipe my $ready, my $done or die "pipe: $!\n";
  my $pid = fork // die "fork: $!\n";
  if ($pid == 0) {
    close $ready;
    POSIX::setsid();
    eval { separate($namespace, $file, $done) };
    syswrite $done, $@;
    POSIX::_exit(1);
  }
  close $done;
  my $why = do { local $/; <$ready> };
  waitpid $pid, 0;
  die $why if $why ne '';
}

sub separate {
  my ($namespace, $file, $done) = @_;
  open my $net, '<', "/run/netns/$namespace" or die "no namespace $namespace: $!\n";
  syscall($main::SYS{setns}, fileno($net), $main::CLONE_NEWNET) == 0 or die "setns $namespace: $!\n";
  syscall($call{unshare}, $CLONE_NEWNS | $CLONE_NEWUTS | $CLONE_NEWIPC | $CLONE_NEWPID) == 0 or die "unshare: $!\n";
  my $pid = fork // die "fork: $!\n";
  if ($pid == 0) {
    eval { hold($namespace) };
    syswrite $done, $@;
    POSIX::_exit(1);
  }
  syswrite $file, "$pid\n";
  POSIX::_exit(0);
}

sub hold {
  my ($namespace) = @_;
  PrivateRoot->can('enter') or do '/underlay/private-root.pl' or die $@ || "private-root.pl: $!\n";
  mkdir "$folder/root";
  PrivateRoot::enter('/', "$folder/root");
  limit_numbers();
  PrivateRoot::seal_proc();
  syscall $call{sethostname}, $namespace, length $namespace;
  open $_->[0], $_->[1], '/dev/null' for [\*STDIN, '<'], [\*STDOUT, '>'], [\*STDERR, '>'];
  $0 = "node $namespace";
  # The kernel clears away what ends.
  $SIG{CHLD} = 'IGNORE';
  # The starter's end of the pipe is to close; the lock stays.
  POSIX::close($_) for grep { readlink("/proc/self/fd/$_") =~ /^pipe:/ } map { m{(\d+)$} } glob '/proc/self/fd/*';
  POSIX::pause() while 1;
}

# How many processes a node can have, root's too. Before Linux 6.14 the setting is one of the whole machine.
sub limit_numbers {
  my ($major, $minor) = (POSIX::uname())[2] =~ /^(\d+)\.(\d+)/ or return;
  return if $major < 6 || $major == 6 && $minor < 14;
  open my $file, '>', '/proc/sys/kernel/pid_max' or return;
  syswrite $file, $most_processes;
}

# The number limits a user other than root; when memory ends, the kernel takes what a line started first.
sub limit_resources {
  for my $limit ([$RLIMIT_NPROC, $most_processes], [$RLIMIT_CORE, 0]) {
    my $value = pack 'QQ', $limit->[1], $limit->[1];
    syscall $call{prlimit}, 0, $limit->[0], $value, 0;
  }
  open my $file, '>', '/proc/self/oom_score_adj' or return;
  syswrite $file, 1000;
}

sub enter {
  my ($pid) = @_;
  my @namespaces = map { open my $file, '<', "/proc/$pid/ns/$_" or die "$_ of $pid: $!\n"; $file } qw(net uts ipc pid mnt);
  syscall($main::SYS{setns}, fileno($_), 0) == 0 or die "setns: $!\n" for @namespaces;
}

sub give_up_rights {
  syscall $call{prctl}, $PR_CAPBSET_DROP, $_, 0, 0, 0 for grep { !$kept{$_} } 0 .. $last_capability;
  my @set = (0, 0);
  $set[$_ >> 5] |= 1 << ($_ & 31) for keys %kept;
  # Only who is not user 0 keeps rights by inheriting them.
  my @inherited = $> == 0 ? (0, 0) : @set;
  my $header = pack 'LL', $CAP_VERSION_3, 0;
  my $data = pack 'L6', map { ($set[$_], $set[$_], $inherited[$_]) } 0, 1;
  syscall($call{capset}, $header, $data) == 0 or die "capset: $!\n";
}

my ($namespace, @argv) = @ARGV;
my %env;
while (defined(my $word = shift @argv)) {
  last if $word eq '--';
  my ($name, $value) = split /=/, $word, 2;
  $env{$name} = $value;
}
enter(holder($namespace));
# The new processes of this one are the node's.
my $pid = fork // die "fork: $!\n";
if ($pid == 0) {
  limit_resources();
  give_up_rights();
  $SIG{PIPE} = 'DEFAULT';
  chdir '/';
  @ENV{ 'HOSTNAME', keys %env } = ($namespace, values %env);
  { no warnings; exec { $argv[0] } @argv; }
  print STDERR "$argv[0]: $!\n";
  POSIX::_exit(127);
}
waitpid $pid, 0;
POSIX::_exit($? & 127 ? 128 + ($? & 127) : $? >> 8);
