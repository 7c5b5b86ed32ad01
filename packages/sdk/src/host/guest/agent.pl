#!/usr/bin/perl
# The agent: starts processes in the lab's network namespaces for the SDK, and streams their output back.
# It is process 1 of the microVM, or a process in a privileged container (argument: stdio). It speaks frames over one
# byte stream, a virtio port or standard input and output:
#   u32 length of what follows, u8 type, u32 id, payload
# to the agent:   S spawn (flags NUL namespace NUL argv…)  I stdin  E end of stdin  K signal  W window (rows NUL columns)
#                 F file (path NUL content)  T time (seconds NUL microseconds NUL random bytes), answered by H
# from the agent: H hello (kernel release)  O stdout  R stderr  X exit (code NUL signal)
#                 A bytes of stdin that the program has taken since the last A, a quarter of a mebibyte or more
# Only what Debian's perl-base has is used, and it has no JSON: payloads are strings parted by NUL.
use strict;
use warnings;
use Fcntl;
use Socket;
use POSIX qw(:sys_wait_h setsid dup2 _exit);

our %SYS = (POSIX::uname())[4] eq 'aarch64'
  ? (mount => 40, umount => 39, setns => 268, finit_module => 273, settimeofday => 170, reboot => 142)
  : (mount => 165, umount => 166, setns => 308, finit_module => 313, settimeofday => 164, reboot => 169);
our $CLONE_NEWNET = 0x40000000;
my $in_container = (shift @ARGV // '') eq 'stdio';
my ($TIOCSPTLCK, $TIOCGPTN, $TIOCSWINSZ, $TIOCSCTTY) = (0x40045431, 0x80045430, 0x5414, 0x540E);
my ($RNDADDENTROPY, $RNDRESEEDCRNG) = (0x40085203, 0x5207);
my ($port, $port_out);
my %child;     # id => { pid, in, out, err, status }
my %id_of_fd;  # fileno => [id, 'O' | 'R', handle]
my $reading = '';
my ($death, $bell);  # a child's end rings: the handler writes, the loop reads

sub send_frame {
  my ($type, $id, $payload) = @_;
  my $frame = pack('NaN', 5 + length $payload, $type, $id) . $payload;
  my $sent = 0;
  while ($sent < length $frame) {
    my $n = syswrite $port_out, $frame, length($frame) - $sent, $sent;
    if (!defined $n) { next if $!{EINTR} || $!{EAGAIN}; power_off("write: $!") }
    $sent += $n;
  }
}

sub power_off {
  my ($why) = @_;
  if ($in_container) {
    kill -9, $_->{pid} for values %child;
    _exit(0);
  }
  if (open my $console, '>', '/dev/console') { print {$console} "agent: $why\n"; close $console }
  syscall $SYS{reboot}, 0xfee1dead, 672274793, 0x4321fedc, 0;
  _exit(0);
}

sub spit {
  my ($path, $content) = @_;
  open my $f, '>', $path or return 0;
  binmode $f;
  my $ok = print {$f} $content;
  return close($f) && $ok;
}

# Somebody may read the file while it is written.
sub replace_file {
  my ($path, $content) = @_;
  return spit("$path.$$", $content) && rename("$path.$$", $path);
}

sub mount_all {
  mkdir $_ for qw(/proc /sys /dev /run /tmp /var /var/log);
  for ([proc => '/proc'], [sysfs => '/sys'], [devtmpfs => '/dev'], [tmpfs => '/run'], [tmpfs => '/tmp']) {
    my ($type, $where) = @$_;
    my $none = 'none';
    syscall $SYS{mount}, $none, $where, $type, 0, 0;
  }
  mkdir '/dev/pts';
  my ($none, $where, $type, $data) = ('none', '/dev/pts', 'devpts', 'ptmxmode=0666,newinstance');
  syscall $SYS{mount}, $none, $where, $type, 0, $data;
  mkdir $_ for qw(/run/netns /run/bird);
}

sub load_modules {
  my ($list) = @_;
  open my $f, '<', $list or return;
  while (my $path = <$f>) {
    chomp $path;
    open my $ko, '<', $path or next;
    my $empty = '';
    syscall $SYS{finit_module}, fileno($ko), $empty, 0;
  }
}

sub enter {
  my ($namespace) = @_;
  return if $namespace eq '';
  open my $ns, '<', "/run/netns/$namespace" or fail("no namespace $namespace");
  syscall($SYS{setns}, fileno($ns), $CLONE_NEWNET) == 0 or fail("setns $namespace: $!");
}

sub fail { syswrite STDERR, "agent: $_[0]\n"; _exit(126) }

sub spawn {
  my ($id, $flags, $namespace, @argv) = @_;
  my $tty = $flags =~ /t/;
  my ($in_r, $in_w, $out_r, $out_w, $err_r, $err_w, $pts);
  if ($tty) {
    open $in_w, '+<', '/dev/pts/ptmx' or return refuse($id, "no terminal: $!");
    my $unlock = pack 'i', 0;
    ioctl $in_w, $TIOCSPTLCK, $unlock;
    my $number = pack 'I', 0;
    ioctl $in_w, $TIOCGPTN, $number;
    $pts = '/dev/pts/' . unpack 'I', $number;
    $out_r = $in_w;
  } else {
    pipe $in_r, $in_w or return refuse($id, "pipe: $!");
    pipe $out_r, $out_w or return refuse($id, "pipe: $!");
    pipe $err_r, $err_w or return refuse($id, "pipe: $!");
  }
  my $pid = fork;
  return refuse($id, "fork: $!") unless defined $pid;
  if ($pid == 0) {
    setsid();
    close $_ for grep { defined } $in_w, $out_r, $err_r;
    if ($tty) {
      open my $terminal, '+<', $pts or _exit(126);
      ioctl $terminal, $TIOCSCTTY, 0;
      dup2(fileno($terminal), $_) for 0, 1, 2;
    } else {
      dup2(fileno($in_r), 0);
      dup2(fileno($out_w), 1);
      dup2(fileno($err_w), 2);
      close $_ for $in_r, $out_w, $err_w;
    }
    $SIG{CHLD} = 'DEFAULT';
    chdir '/';
    enter($namespace);
    interpret(@argv) if $argv[0] =~ m{^/underlay/[\w-]+\.pl$};
    $SIG{PIPE} = 'DEFAULT';
    { no warnings; exec { $argv[0] } @argv; }
    syswrite STDERR, "agent: $argv[0]: $!\n";
    _exit(127);
  }
  fcntl $in_w, F_SETFL, O_NONBLOCK;
  $child{$id} = { pid => $pid, in => $in_w, open => $tty ? 1 : 2, tty => $tty, pending => '' };
  $id_of_fd{ fileno $out_r } = [$id, 'O', $out_r];
  $id_of_fd{ fileno $err_r } = [$id, 'R', $err_r] unless $tty;
}

# The guest's own scripts run in this interpreter: starting another one costs more than what they do.
sub interpret {
  (my $script, @ARGV) = @_;
  # A program that is started loses them by itself; here the ends of other children's pipes must be let go.
  close $_ for $port, $port_out, $death, $bell, map({ $_->[2] } values %id_of_fd), map { $_->{in} // () } values %child;
  $SIG{PIPE} = 'IGNORE';
  $| = 1;
  my $done = do $script;
  if (!defined $done) { print STDERR $@ || "$script: $!\n"; _exit(1) }
  _exit(0);
}

sub refuse { my ($id, $why) = @_; send_frame('R', $id, "agent: $why\n"); send_frame('X', $id, "126\0" . '0') }

sub finish {
  my ($id) = @_;
  my $c = $child{$id} or return;
  return if $c->{open} || !defined $c->{status};
  delete $child{$id};
  send_frame('X', $id, ($c->{status} >> 8) . "\0" . ($c->{status} & 127));
}

sub reap {
  while ((my $pid = waitpid -1, WNOHANG) > 0) {
    my $status = $?;
    for my $id (keys %child) {
      next unless $child{$id}{pid} == $pid && !defined $child{$id}{status};
      $child{$id}{status} = $status;
      finish($id);
    }
  }
}

# A child that does not read its input must not stop the agent: what the pipe does not take waits in `pending`.
sub feed {
  my ($id, $data) = @_;
  my $c = $child{$id} or return;
  return acknowledge($id, length $data) unless $c->{in};
  $c->{pending} .= $data;
  my $n = syswrite $c->{in}, $c->{pending};
  if (defined $n) { substr $c->{pending}, 0, $n, ''; acknowledge($id, $n) }
  elsif (!$!{EAGAIN} && !$!{EINTR}) { acknowledge($id, length $c->{pending}); $c->{pending} = ''; delete $c->{in} }
  delete $c->{in} if $c->{ended} && $c->{pending} eq '' && !$c->{tty};
}

# Who sends waits when too much of it is under way; what nobody reads any more counts as taken.
sub acknowledge {
  my ($id, $bytes) = @_;
  my $c = $child{$id};
  $c->{taken} = ($c->{taken} // 0) + $bytes;
  return if $c->{taken} < 262144;
  send_frame('A', $id, $c->{taken});
  $c->{taken} = 0;
}

# A child that has just been forked is not yet the head of a group.
sub end {
  my ($id, $signal) = @_;
  my $pid = $child{$id} && $child{$id}{pid} or return;
  kill -$signal, $pid or kill $signal, $pid;
}

sub handle {
  my ($type, $id, $payload) = @_;
  if ($type eq 'S') { spawn($id, split /\0/, $payload, -1) }
  elsif ($type eq 'I') { feed($id, $payload) }
  elsif ($type eq 'E') { if ($child{$id}) { $child{$id}{ended} = 1; feed($id, '') } }
  elsif ($type eq 'K') { end($id, $payload) }
  elsif ($type eq 'W') {
    my ($rows, $columns) = split /\0/, $payload;
    ioctl $child{$id}{in}, $TIOCSWINSZ, pack('S4', $rows, $columns, 0, 0) if $child{$id} && $child{$id}{tty};
  }
  elsif ($type eq 'F') {
    my ($path, $content) = split /\0/, $payload, 2;
    my $ok = replace_file($path, $content);
    send_frame('R', $id, "agent: $path: $!\n") unless $ok;
    send_frame('X', $id, ($ok ? 0 : 1) . "\0" . '0');
  }
  elsif ($type eq 'T') {
    my ($seconds, $micros, $random) = split /\0/, $payload, 3;
    my $time = pack 'qq', $seconds, $micros;
    syscall $SYS{settimeofday}, $time, 0;
    stir($random);
    say_hello();
  }
}

sub receive {
  my $n = sysread $port, $reading, 65536, length $reading;
  return if !defined $n && ($!{EINTR} || $!{EAGAIN});
  power_off('nobody listens any more') unless $n;
  while (length $reading >= 4) {
    my $length = unpack 'N', $reading;
    last if length $reading < 4 + $length;
    my ($type, $id) = unpack 'x4 a N', $reading;
    my $payload = substr $reading, 9, $length - 5;
    substr $reading, 0, 4 + $length, '';
    handle($type, $id, $payload);
  }
}

# Machines that begin with the same memory must not go on with the same random numbers.
sub stir {
  my ($random) = @_;
  open my $pool, '>', '/dev/urandom' or return;
  my $entropy = pack 'iia*', 8 * length $random, length $random, $random;
  ioctl $pool, $RNDADDENTROPY, $entropy;
  ioctl $pool, $RNDRESEEDCRNG, 0;
}

sub say_hello { send_frame('H', 0, (POSIX::uname())[2]) }

sub start_machine {
  mount_all();
  load_modules('/modules.first');
  # The node appears a moment before it can be opened.
  for (1 .. 500) { last if open $port, '+<', '/dev/vport0p1'; select undef, undef, undef, 0.01 }
  power_off("/dev/vport0p1: $!") unless $port && defined fileno $port;
  $port_out = $port;
  binmode $port;
  load_modules('/modules.rest');
  spit('/proc/sys/net/core/fb_tunnels_only_for_init_net', "0\n");
  my $lo = fork;
  if ($lo == 0) { exec 'ip', 'link', 'set', 'lo', 'up' or _exit(127) }
}

sub use_container {
  open $port, '<&', \*STDIN or _exit(1);
  open $port_out, '>&', \*STDOUT or _exit(1);
  open STDIN, '<', '/dev/null';
  open STDOUT, '>', '/dev/null';
  binmode $_ for $port, $port_out;
  mkdir $_ for qw(/run/netns /run/bird /underlay);
}

$ENV{PATH} = '/usr/sbin:/usr/bin:/sbin:/bin';
$ENV{HOME} = '/root';
$ENV{TERM} = 'xterm-256color';
$SIG{PIPE} = 'IGNORE';
pipe $death, $bell or power_off("pipe: $!");
$SIG{CHLD} = sub { syswrite $bell, '.' };
if ($in_container) { use_container() } else { start_machine() }
say_hello();

while (1) {
  my $wanted = '';
  vec($wanted, fileno($port), 1) = 1;
  vec($wanted, $_, 1) = 1 for keys %id_of_fd;
  vec($wanted, fileno($death), 1) = 1;
  my $full = '';
  for my $c (values %child) { vec($full, fileno($c->{in}), 1) = 1 if $c->{in} && $c->{pending} ne '' }
  # perl hears of a signal between two of its steps: one that comes just before select would wait for something else to
  # happen. So who has said everything, and has only to end, is not waited for without end.
  my $patience = grep({ !$_->{open} } values %child) ? 0.02 : undef;
  my $n = select my $ready = $wanted, my $writable = $full, undef, $patience;
  next if $n <= 0;
  for my $id (keys %child) { feed($id, '') if $child{$id}{in} && $child{$id}{pending} ne '' && vec $writable, fileno($child{$id}{in}), 1 }
  for my $fd (keys %id_of_fd) {
    next unless vec $ready, $fd, 1;
    my ($id, $type, $handle) = @{ $id_of_fd{$fd} };
    my $got = sysread $handle, my $data, 65536;
    if ($got) { send_frame($type, $id, $data); next }
    next if !defined $got && ($!{EINTR} || $!{EAGAIN});
    delete $id_of_fd{$fd};
    $child{$id}{open}-- if $child{$id};
    finish($id);
  }
  if (vec $ready, fileno($death), 1) { sysread $death, my $bells, 4096; reap() }
  receive() if vec $ready, fileno($port), 1;
}
