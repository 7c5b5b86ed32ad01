/** The folder of the programs that run where a lab's namespaces are. */
export const scriptFolder = import.meta.dirname

/** The programs of a lab's machine besides the agent; each is `/underlay/NAME.pl` there. */
export const scriptNames = [
  'apply',
  'attach',
  'await-routes',
  'http-get',
  'http-responder',
  'observe',
  'serve-once',
] as const
