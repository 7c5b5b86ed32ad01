# Says what this kernel cannot make, by trying it in a network namespace that ends with this process.
# Arguments: names as below. Prints a line for each that failed: NAME WHY.
package Probe;
use strict;
use warnings;
use POSIX ();

my $unshare = (POSIX::uname())[4] eq 'aarch64' ? 97 : 272;
my $CLONE_NEWNET = 0x40000000;
my %device = (
  bridge => 'link add b0 type bridge',
  'bridge-vlan' => 'link add b1 type bridge vlan_filtering 1',
  ipv6 => 'addr add fd00::1/64 dev lo',
  ipip => 'link add i0 type ipip local 192.0.2.1 remote 192.0.2.2',
  vxlan => 'link add x0 type vxlan id 1 dstport 4789',
  dummy => 'link add d0 type dummy',
  vlan => 'link add link v0 name v0.5 type vlan id 5',
  macvlan => 'link add link v0 name m0 type macvlan mode bridge',
);
my $rules = <<'RULES';
table ip probe {
  chain a { type nat hook postrouting priority 100; fib daddr type local ct mark 1 masquerade fully-random; }
  chain b { type nat hook prerouting priority -100; dnat to numgen random mod 2 map { 0 : 192.0.2.1, 1 : 192.0.2.2 }; }
}
RULES

# Runs a program on a text, and returns what it says where that fails.
sub feed {
  my ($text, @argv) = @_;
  open my $said, '+>', undef or die "temporary file: $!\n";
  open my $stderr, '>&', \*STDERR or die "stderr: $!\n";
  open STDERR, '>&', $said;
  my $to;
  my $ok = open($to, '|-', @argv) && print({$to} $text) && close $to;
  open STDERR, '>&', $stderr;
  return undef if $ok;
  seek $said, 0, 0;
  my $words = do { local $/; <$said> } // '';
  return $words || "$argv[0]: $!\n";
}

sub report { my ($name, $why) = @_; print "$name ", $why =~ s/\s+/ /gr, "\n" }

local $SIG{PIPE} = 'IGNORE';
syscall($unshare, $CLONE_NEWNET) == 0 or die "a network namespace: $!\n";
my %wanted = map { $_ => 1 } @ARGV;
my @devices = ('veth', grep { $wanted{$_} } sort keys %device);
my $batch = join '', map { "$_\n" } 'link add v0 type veth peer name v1', map { $device{$_} } @devices[ 1 .. $#devices ];
my $why = '';
for my $line (split /^/m, feed($batch, 'ip', '-force', '-batch', '-') // '') {
  if ($line =~ /^Command failed -:(\d+)/) { report($devices[$1 - 1], $why); $why = '' }
  else { $why .= $line }
}
die $why if $why ne '';
for ([nftables => $rules, 'nft', '-f', '-'], [netem => "qdisc add dev v0 root netem delay 1ms\n", 'tc', '-batch', '-']) {
  my ($name, @how) = @$_;
  my $refused = $wanted{$name} ? feed(@how) : undef;
  report($name, $refused) if defined $refused;
}
1;
