import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

interface Locked {
  readonly hasInstallScript?: boolean
}

const root = join(import.meta.dirname, '..')
const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
  readonly packages: Readonly<Record<string, Locked>>
}
const { allowScripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  readonly allowScripts: object
}

test("no package needs a script to be installed but Node's own", () => {
  const scripted = Object.keys(packages).filter((path) => packages[path]?.hasInstallScript === true)
  // The site's esbuild only makes its first start faster by its script: its program is a package of its own.
  expect(scripted).toEqual(['node_modules/node', 'node_modules/vitepress/node_modules/esbuild'])
  expect(allowScripts).toEqual({ node: true })
})

test('no package of ours has a script that npm runs when it is installed', () => {
  const own = Object.keys(packages).filter(
    (path) => path !== '' && !path.includes('node_modules/') && existsSync(join(root, path)),
  )
  for (const path of own) {
    const { scripts = {} } = JSON.parse(readFileSync(join(root, path, 'package.json'), 'utf8')) as { scripts?: object }
    expect(Object.keys(scripts).filter((name) => /^(pre|post)?(install|prepare)$/.test(name))).toEqual([])
  }
})
