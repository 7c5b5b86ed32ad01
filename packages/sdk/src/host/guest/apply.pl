# Applies plans, each in its network namespace. Standard input has `in NAMESPACE` (`in` alone: where it runs) and then
# one instruction a line:
#   sysctl KEY VALUE | ip LINE | again LINE | bridge LINE | tc LINE | nft LINE | tx-off DEVICE |
#   drop DEVICE | end NAMESPACE
# `again` is `ip` where what is there already is no failure. Neighbouring `ip` or `again` lines of a plan are one batch,
# which -4 or -6 may begin, `bridge` and `tc` lines too; all its `nft` lines are one transaction at its end. A batch that
# netlink.pl knows starts no program.
# A line `then` parts plans: those after it begin when all before it are done, and not if one failed. Several processes
# share the plans; each stops at the first instruction that fails, and says `at PLAN INSTRUCTION`, counted from 0, and why.
# Argument: the number of processes, default one for each processor up to 4.
package Apply;
use strict;
use warnings;
no warnings 'once';
require(__FILE__ =~ s{[^/]+$}{netlink.pl}r);

my ($SIOCETHTOOL, $ETHTOOL_STXCSUM) = (0x8946, 0x17);
my $MNT_DETACH = 2;
my $SC_NPROCESSORS_ONLN = 84;

# Runs a program on lines, which are pairs of the instruction's number and a text; what it says if that fails.
sub feed {
  my ($lines, @argv) = @_;
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
  return if $? == 0;
  seek $said, 0, 0;
  local $/;
  return <$said> || "$argv[0] refused it\n";
}

sub feed_batch {
  my ($argv, $lines) = @_;
  my $said = feed($lines, @$argv, '-batch', '-') // return;
  # Each failure is what the program says, and then its line.
  my $why = '';
  for my $part (split /^/m, $said) {
    my ($line) = $part =~ /^Command failed -:(\d+)$/;
    if (!defined $line) { $why .= $part; next }
    my $tolerated = grep({ $_ eq '-force' } @$argv) && $why =~ /File exists|already assigned|Exclusivity flag on/;
    die [$lines->[$line - 1][0], $why] if !$tolerated;
    $why = '';
  }
  die [$lines->[0][0], $why] if $why ne '';
}

sub feed_nft {
  my ($lines) = @_;
  my $said = feed($lines, 'nft', '-f', '-') // return;
  my ($line) = $said =~ m{^/dev/stdin:(\d+):}m;
  die [$lines->[($line // 1) - 1][0], $said];
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
  my $off = pack 'LL', $ETHTOOL_STXCSUM, 0;
  ioctl Netlink::datagram_socket(), $SIOCETHTOOL, pack('a16 P', $device, $off) or die "tx-off $device: $!\n";
}

# It may be going by itself, so only what is there afterwards counts.
sub drop_device {
  my ($device) = @_;
  feed([[0, "link del $device"]], 'ip', '-batch', '-');
  open my $devices, '<', '/proc/thread-self/net/dev' or die "drop $device: $!\n";
  while (<$devices>) { die "drop $device: it is still there\n" if /^\s*\Q$device\E:/ }
}

# A namespace, with the processes in it: as long as one is there, so are its devices.
sub end_namespace {
  my ($namespace) = @_;
  my $path = "/run/netns/$namespace";
  my $identity = join ':', (stat $path)[ 0, 1 ] or return;
  for (1 .. 1000) {
    my @left = grep { $identity eq join ':', (stat "/proc/$_/ns/net")[ 0, 1 ] } map { m{(\d+)$} } glob '/proc/[0-9]*';
    last if !@left;
    kill KILL => @left;
    select undef, undef, undef, 0.005;
  }
  syscall $main::SYS{umount}, $path, $MNT_DETACH;
  unlink $path or die "end $namespace: $!\n";
}

my %instruction = (
  end => \&end_namespace,
  sysctl => sub { set_sysctl(split / /, $_[0], 2) },
  'tx-off' => \&transmit_checksums_off,
  drop => \&drop_device,
);

# What the kernel can be told by itself needs no `ip`.
sub run_batch {
  my ($kind, $batch) = @_;
  my $is_known = $kind =~ /^ip(?: -[46])?$/ && Netlink::knows(map { $_->[1] } @$batch);
  return feed_batch([split ' ', $kind], $batch) unless $is_known;
  for my $line (@$batch) { eval { Netlink::carry_out($line->[1]); 1 } or die [$line->[0], $@] }
}

sub apply {
  my ($lines) = @_;
  my (@batch, @nft);
  my $kind = '';
  my $flush = sub { run_batch($kind, [splice @batch]) if @batch };
  for my $index (0 .. $#$lines) {
    my ($verb, $rest) = $lines->[$index] =~ /^(\S+) (.*)$/ or next;
    if ($verb eq 'nft') { push @nft, [$index, $rest]; next }
    if ($verb eq 'ip' || $verb eq 'again' || $verb eq 'bridge' || $verb eq 'tc') {
      my $program = ($verb eq 'again' ? 'ip -force' : $verb) . ($rest =~ s/^(-[46]) // ? " $1" : '');
      $flush->() if $program ne $kind;
      $kind = $program;
      push @batch, [$index, $rest];
      next;
    }
    $flush->();
    my $do = $instruction{$verb} or die [$index, "no instruction $verb\n"];
    eval { $do->($rest); 1 } or die [$index, $@];
  }
  $flush->();
  feed_nft(\@nft) if @nft;
}

sub enter {
  my ($namespace, $own) = @_;
  # Opened by a variable of its own: one that held `own` would be opened anew in its place.
  my $file;
  if ($namespace eq '') { $file = $own }
  else { open $file, '<', "/run/netns/$namespace" or die [0, "no namespace $namespace: $!\n"] }
  # Where there are no names there is nothing to enter.
  return if $namespace eq '' && !defined $main::CLONE_NEWNET;
  syscall($main::SYS{setns}, fileno($file), $main::CLONE_NEWNET) == 0 or die [0, "setns $namespace: $!\n"];
  Netlink::entered();
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
      apply($lines);
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
    if ($pid == 0) {
      # Two processes that ask by one socket hear one another's answers.
      Netlink::entered();
      POSIX::_exit(work($own, @$plans));
    }
    push @children, $pid;
  }
  my $failed = work($own, @$first);
  for my $pid (@children) { waitpid $pid, 0; $failed ||= $? }
  return $failed;
}

for my $stage (grep { @$_ } @stages) { POSIX::_exit(1) if share(@$stage) }
1;
