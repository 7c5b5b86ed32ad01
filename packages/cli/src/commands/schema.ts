import { command } from '../command/command.ts'
import { UsageError } from '../command/usage-error.ts'

const documents = ['kind', 'clab'] as const

/** Prints the JSON Schema of a document, for an editor. */
export const schema = command({
  name: 'schema',
  description: 'Prints the JSON Schema of a kind config or a containerlab topology, for editors that check YAML.',
  args: { document: { type: 'positional', required: true, description: documents.join(' or ') } },
  choices: { document: documents },
  examples: [
    'underlay schema kind > kind.schema.json',
    'underlay schema clab > clab.schema.json  # in the topology: # yaml-language-server: $schema=clab.schema.json',
  ],
  run: async ({ document, _: given }) => {
    const name = documents.find((each) => each === document)
    if (name === undefined || given.length > 1) {
      throw new UsageError(`there is no schema of ${given.join(' ')}`, `one of ${documents.join(', ')}`)
    }
    // Slow to load: help and mistakes come before.
    const { documentSchema } = await import('@underlay/sdk')
    process.stdout.write(`${JSON.stringify(documentSchema(name), undefined, 2)}\n`)
    return 0
  },
})
