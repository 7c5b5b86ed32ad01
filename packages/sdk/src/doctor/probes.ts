import { cgroupProbe } from './docker/cgroup.ts'
import { containerlabProbe } from './docker/containerlab.ts'
import { diskProbe } from './docker/disk.ts'
import { dockerProbe } from './docker/docker.ts'
import { firewallProbe } from './docker/firewall.ts'
import { inotifyProbe } from './docker/inotify.ts'
import { kindProbe } from './docker/kind.ts'
import { kubectlProbe } from './docker/kubectl.ts'
import { cacheProbe } from './machine/cache.ts'
import { kernelProbe } from './machine/kernel.ts'
import { kvmProbe } from './machine/kvm.ts'
import { microvmProbe } from './machine/microvm.ts'
import { programsProbe } from './machine/programs.ts'
import { userNamespacesProbe } from './machine/user-namespaces.ts'

/** What a Linux machine is asked for the netns engine, in the order of the table. */
export const machineProbes = [cacheProbe, programsProbe, userNamespacesProbe, kernelProbe, kvmProbe, microvmProbe]

/** What any machine is asked for the kind engine. */
export const dockerProbes = [
  dockerProbe,
  cgroupProbe,
  inotifyProbe,
  diskProbe,
  firewallProbe,
  kindProbe,
  containerlabProbe,
  kubectlProbe,
]
