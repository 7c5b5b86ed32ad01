#!/usr/bin/perl
# Makes a folder of this machine the root, with nothing else of the machine's files in sight, and becomes the agent in
# it. It is process 1 of namespaces of its own.
# Arguments: FOLDER, and the lab's name for whoever lists processes.
use strict;
use warnings;
use Fcntl ':flock';
use POSIX ();

my ($root) = @ARGV;
# What the creator's shell had open is not the lab's.
POSIX::close($_) for grep { $_ > 2 } map { m{(\d+)$} } glob '/proc/self/fd/*';

# Whoever clears the cache asks for this lock.
open my $lock, '<', $root or die "$root: $!\n";
flock $lock, LOCK_SH or die "$root: $!\n";

do "$root/underlay/private-root.pl" or die $@ || "private-root.pl: $!\n";
PrivateRoot::enter($root, $root);
mkdir "/run/$_" for qw(netns bird);

@ARGV = ('stdio');
do '/underlay/agent.pl';
die $@ || "/underlay/agent.pl: $!\n";
