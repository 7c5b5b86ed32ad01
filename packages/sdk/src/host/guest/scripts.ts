/** The folder of the programs that run where a lab's namespaces are. */
export const scriptFolder = import.meta.dirname

/** The programs of a lab's machine besides the agent; each is `/underlay/NAME.pl` there. */
export const scriptNames = [
  'apply',
  'attach',
  'await-routes',
  'exec-line',
  'forget-flows',
  'http-get',
  'http-responder',
  'netlink',
  'observe',
  'ping-many',
  'private-root',
  'probe',
  'send-marked',
  'serve-once',
  'start-daemons',
] as const
