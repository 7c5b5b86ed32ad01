# Applies plans, each in its network namespace. Standard input has `in NAMESPACE` (`in` alone: where it runs) and then
# one instruction a line:
#   sysctl KEY VALUE | ip LINE | nft LINE | tx-off DEVICE | drop DEVICE
# A line `then` parts plans: those after it begin when all before it are done, and not if one failed.
# Neighbouring `ip` lines of a plan are one batch, all its `nft` lines one transaction at its end. Several processes share
# the plans; each stops at the first instruction that fails, and says `at PLAN INSTRUCTION`, counted from 0, and why.
# Argument: the number of processes, default one for each processor up to 4.
package Apply;
use strict;
use warnings;
no warnings 'once';
use Socket;

my ($SIOCETHTOOL, $ETHTOOL_STXCSUM) = (0x8946, 0x17);
my $SC_NPROCESSORS_ONLN = 84;

# Runs a program on a text; if that fails, dies with the line of the text that it names, and what it said.
sub feed {
  my ($line_of, $lines, @argv) = @_;
  open my $said, '+>', undef or die "temporary file: $!\n";
  pipe my $out, my $in or die "pipe: $!\n";
  my $pid = fork // die "fork: $!\n";
  if ($pid == 0) {
    POSIX::dup2(fileno $out, 0);
    POSIX::dup2(fileno $said, 2);
    close $in;
    $SIG{PIPE} = 'DEFAULT';
    { no warnings; exec { $argv[0] } @argv; }
    syswrite $said, "$argv[0]: $!\n";
    POSIX::_exit(127);
  }
  close $out;
  print {$in} map { "$_->[1]\n" } @$lines;
  close $in;
  waitpid $pid, 0;
  my $status = $?;
  seek $said, 0, 0;
  my $text = do { local $/; <$said> } // '';
  return if $status == 0;
  my $line = $text =~ $line_of && $1 <= @$lines ? $1 : 1;
  $text =~ s/^Command failed -:\d+\n//mg;
  die [$lines->[$line - 1][0], $text eq '' ? "$argv[0] refused it\n" : $text];
}

sub set_sysctl {
  my ($key, $value) = @_;
  # As in sysctl(8) the separator that comes first parts folders, and the other one is a dot in a device's own name:
  # net/ipv4/conf/eth0.100/forwarding, or net.ipv4.conf.eth0/100.forwarding.
  my $path = '/proc/sys/' . ($key =~ m{^[^./]*\.} ? $key =~ tr{./}{/.}r : $key);
  open my $file, '>', $path or die "sysctl $key: $path: $!\n";
  print {$file} $value;
  close $file or die "sysctl $key=$value: $!\n";
}

sub transmit_checksums_off {
  my ($device) = @_;
  socket my $any, AF_INET, SOCK_DGRAM, 0 or die "socket: $!\n";
  my $off = pack 'LL', $ETHTOOL_STXCSUM, 0;
  ioctl $any, $SIOCETHTOOL, pack('a16 P', $device, $off) or die "tx-off $device: $!\n";
}

# It may be going by itself, so only what is there afterwards counts.
sub drop_device {
  my ($device) = @_;
  eval { feed(qr/-:(\d+)/, [[0, "link del $device"]], 'ip', '-batch', '-') };
  open my $devices, '<', '/proc/thread-self/net/dev' or die "drop $device: $!\n";
  while (<$devices>) { die "drop $device: it is still there\n" if /^\s*\Q$device\E:/ }
}

my %instruction = (
  sysctl => sub { set_sysctl(split / /, $_[0], 2) },
  'tx-off' => \&transmit_checksums_off,
  drop => \&drop_device,
);

sub apply {
  my ($plan, $lines) = @_;
  my (@batch, @nft);
  my $flush = sub { feed(qr/^Command failed -:(\d+)/m, [splice @batch], 'ip', '-batch', '-') if @batch };
  for my $index (0 .. $#$lines) {
    my ($verb, $rest) = $lines->[$index] =~ /^(\S+) (.*)$/ or next;
    if ($verb eq 'ip') { push @batch, [$index, $rest]; next }
    if ($verb eq 'nft') { push @nft, [$index, $rest]; next }
    $flush->();
    my $do = $instruction{$verb} or die [$index, "no instruction $verb\n"];
    eval { $do->($rest); 1 } or die [$index, $@];
  }
  $flush->();
  feed(qr{^/dev/stdin:(\d+):}m, \@nft, 'nft', '-f', '-') if @nft;
}

sub enter {
  my ($namespace, $own) = @_;
  my $file = $own;
  if ($namespace ne '') { open $file, '<', "/run/netns/$namespace" or die [0, "no namespace $namespace: $!\n"] }
  # Where there are no names there is nothing to enter.
  return if $namespace eq '' && !defined $main::CLONE_NEWNET;
  syscall($main::SYS{setns}, fileno($file), $main::CLONE_NEWNET) == 0 or die [0, "setns $namespace: $!\n"];
}

# Where this process is now.
my $before = '';

sub work {
  my ($own, @plans) = @_;
  for my $plan (@plans) {
    my ($index, $namespace, $lines) = @$plan;
    my $done = eval {
      enter($namespace, $own) if $namespace ne $before;
      $before = $namespace;
      apply($index, $lines);
      1;
    };
    next if $done;
    my ($line, $why) = ref $@ ? @{ $@ } : (0, $@);
    syswrite STDERR, "at $index $line\n$why";
    return 1;
  }
  return 0;
}

$SIG{PIPE} = 'IGNORE';
my $count = 0;
my @stages = ([]);
while (my $line = <STDIN>) {
  chomp $line;
  if ($line eq 'then') { push @stages, [] }
  elsif ($line =~ /^in ?(\S*)$/) { push @{ $stages[-1] }, [$count++, $1, []] }
  elsif (my $plan = $stages[-1][-1]) { push @{ $plan->[2] }, $line }
}
my $processors = $ARGV[0] // POSIX::sysconf($SC_NPROCESSORS_ONLN) // 1;
open my $own, '<', '/proc/self/ns/net' or die "/proc/self/ns/net: $!\n";

sub share {
  my @plans = @_;
  my ($workers) = sort { $a <=> $b } 4, $processors, scalar @plans;
  my @share;
  push @{ $share[$_->[0] % $workers] }, $_ for @plans;
  my ($first, @others) = grep { defined } @share;
  my @children;
  for my $plans (@others) {
    my $pid = fork // die "fork: $!\n";
    POSIX::_exit(work($own, @$plans)) if $pid == 0;
    push @children, $pid;
  }
  my $failed = work($own, @$first);
  for my $pid (@children) { waitpid $pid, 0; $failed ||= $? }
  return $failed;
}

for my $stage (grep { @$_ } @stages) { POSIX::_exit(1) if share(@$stage) }
1;
