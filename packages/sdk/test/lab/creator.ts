// A process that makes a lab's machine and then waits to be killed: `node creator.ts LAB HOST [persistent]`.
import { startSupervisor } from '../../src/host/supervisor/start.ts'

const [lab = '', host = '', lifetime] = process.argv.slice(2)
const connection = await startSupervisor(lab, host === 'local' ? 'local' : 'microvm')
if (lifetime === 'persistent') await connection.detach()
process.stdout.write('up\n')
setInterval(() => {}, 1000)
