/** What carries out the guest's instructions. */
export type Accelerator = 'kvm' | 'tcg'

/** The guest's memory, in bytes. */
export const memoryBytes = 1024 * 1024 * 1024

// What a throw-away guest does not need costs time, as zeroing what is allocated; expedited RCU spares a wait at each device
// that comes or goes.
const commandLine = [
  'console=ttyS0 quiet panic=-1',
  'tsc=reliable no_timer_check mitigations=off init_on_alloc=0 random.trust_cpu=on',
  'rcupdate.rcu_expedited=1 lsm= audit=0 cryptomgr.notests nowatchdog 8250.nr_uarts=1',
  'cgroup_disable=memory noautogroup hardened_usercopy=off randomize_kstack_offset=off',
].join(' ')

// QEMU finds what it has translated by address: a program that is at another one at each start is translated each time,
// which takes three quarters of a short program's time.
const tcgCommandLine = `${commandLine} norandmaps`

/**
 * QEMU's arguments for a lab's microVM: two processors, no disk, no network, no display; the agent's line is standard
 * input and output, the console descriptor 3.
 */
export function qemuArguments(accelerator: Accelerator, kernel: string, initrd: string): string[] {
  return [
    // Under TCG a plain processor is the fastest: what newer ones can do is emulated slowly.
    ['-M', 'pc', '-cpu', accelerator === 'tcg' ? 'qemu64' : 'host', '-smp', '2', '-m', `${memoryBytes / 1024 / 1024}`],
    ['-accel', accelerator === 'tcg' ? 'tcg,thread=multi' : 'kvm'],
    ['-nodefaults', '-no-user-config', '-no-reboot', '-display', 'none'],
    ['-kernel', kernel, '-initrd', initrd, '-append', accelerator === 'tcg' ? tcgCommandLine : commandLine],
    ['-chardev', 'socket,id=console,fd=3', '-serial', 'chardev:console'],
    ['-chardev', 'stdio,id=agent,signal=off'],
    // More ports than this and 512 MiB make the driver fail with "Error allocating inbufs". The guest's driver spins until
    // what it sent is taken: by the processor that sent it at once, without ioeventfd, not by another thread when that runs.
    ['-device', 'virtio-serial-pci,max_ports=2,ioeventfd=off'],
    ['-device', 'virtserialport,chardev=agent,name=underlay.agent'],
  ].flat()
}

/**
 * What {@link qemuArguments} needs beside them for a guest that a snapshot is taken of, or that is one: QEMU's monitor on
 * descriptor 4, the memory on 6.
 *
 * @see https://www.qemu.org/docs/master/system/vm-templating.html
 */
export function snapshotArguments(memory: 'changed' | 'copied'): string[] {
  const share = memory === 'changed' ? 'on' : 'off'
  return [
    ['-chardev', 'socket,id=monitor,fd=4', '-mon', 'chardev=monitor,mode=control'],
    ['-object', `memory-backend-file,id=memory,size=${memoryBytes},mem-path=/proc/self/fd/6,share=${share}`],
    ['-machine', 'memory-backend=memory'],
    memory === 'copied' ? ['-incoming', 'defer'] : [],
  ].flat()
}
