import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import { root } from '../site/paths.ts'

const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: Record<string, string> }
const programs = ['npx vitest ', 'npx turbo ', 'git ', 'wireshark ', 'export ', 'env=']

/** Lines of a page's shell blocks that call what this repository does not have. */
export function unknownCommands(page: string): readonly string[] {
  const blocks = [...page.matchAll(/^```sh[^\n]*\n(.*?)^```$/gms)].map(([, text = '']) => text)
  return blocks.flatMap((text) => text.split('\n').filter((line) => line.trim() !== '' && !isKnown(line)))
}

function isKnown(line: string): boolean {
  const command = line.replace(/\s+#.*$/, '').replace(/^([A-Z_]+=\S+ )+/, '')
  const [, script] = /^npm (?:run )?([\w:-]+)/.exec(command) ?? []
  if (script !== undefined) return script === 'ci' || script in manifest.scripts
  const [, example] = /^npx zx (examples\/\S+)/.exec(command) ?? []
  if (example !== undefined) return existsSync(join(root, example))
  const [, own] = /^(?:npx )?underlay ([a-z]+)/.exec(command) ?? []
  if (own !== undefined) return existsSync(join(root, `packages/cli/src/commands/${own}.ts`))
  return command.startsWith('#') || programs.some((program) => command.startsWith(program))
}
