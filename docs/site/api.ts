import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import {
  Application,
  Converter,
  LogLevel,
  ReflectionKind,
  Renderer,
  type Comment,
  type DeclarationReflection,
  type ProjectReflection,
  type SignatureReflection,
} from 'typedoc'
import type { PluginOptions } from 'typedoc-plugin-markdown'

import { docs, root } from './paths.ts'
import { referenceIndex } from './reference-index.ts'

// A symbol is described in the package that has it; `sdk`, which exports three others again, refers there.
const folders = ['packet', 'configs', 'evidence', 'sdk', 'notebook', 'report'].map((name) => `${name}/src`)
folders.push('sdk/src/vitest')

/**
 * Writes the reference of the packages from their docstrings to `docs/api`, a page for each.
 *
 * @throws {Error} when a docstring is wrong: the warnings were said.
 */
export async function writeReference(): Promise<void> {
  const markdown: Partial<PluginOptions> = {
    outputFileStrategy: 'modules',
    entryFileName: 'index',
    hidePageHeader: true,
    hideBreadcrumbs: true,
    hideGroupHeadings: false,
    useCodeBlocks: true,
    expandObjects: false,
    sanitizeComments: true,
    parametersFormat: 'table',
    interfacePropertiesFormat: 'table',
    classPropertiesFormat: 'table',
    typeDeclarationFormat: 'table',
    pageTitleTemplates: { index: 'Reference', module: '@underlay/{name}' },
  }
  const application = await Application.bootstrapWithPlugins({
    entryPoints: folders.map((folder) => join(root, 'packages', folder, 'index.ts')),
    tsconfig: join(docs, 'tsconfig.api.json'),
    plugin: ['typedoc-plugin-markdown'],
    logLevel: LogLevel.Warn,
    readme: 'none',
    hideGenerator: true,
    gitRevision: 'main',
    sourceLinkTemplate: '{path}',
    // `npm run check` has checked the types; a second time costs half a minute.
    skipErrorChecking: true,
    externalSymbolLinkMappings: { typescript: { '*': '#' } },
    outputs: [{ name: 'markdown', path: join(docs, 'api') }],
    ...markdown,
  })
  application.converter.on(Converter.EVENT_CREATE_SIGNATURE, (_, signature) => nameParameters(signature))
  application.converter.on(Converter.EVENT_CREATE_DECLARATION, (_, reflection) => {
    if (reflection.kindOf(ReflectionKind.Module)) reflection.name = reflection.name.replace(/\/src(\/|$)/, '$1')
  })
  const project = await application.convert()
  if (project === undefined) throw new Error('the packages cannot be read')
  application.validate(project)
  const symbols = takeSymbols(project)
  for (const reflection of Object.values(project.reflections)) delete (reflection as { sources?: unknown }).sources
  let index = ''
  application.renderer.on(Renderer.EVENT_END, () => {
    index = referenceIndex(
      symbols.map(({ reflection, ...symbol }) => ({ ...symbol, url: urlOf(application, reflection) })),
    )
  })
  await application.generateOutputs(project)
  await writeFile(join(docs, 'api/index.md'), index)
  const { errorCount, warningCount } = application.logger
  if (errorCount + warningCount > 0) throw new Error('docstrings are wrong: see the warnings above')
}

// A parameter that is taken apart has no name: it gets that of its docstring, else that of its type; the last is the options.
function nameParameters({ comment, parameters = [] }: SignatureReflection): void {
  const documented = comment?.getTags('@param').map(({ name }) => name ?? '') ?? []
  const known = parameters.map(({ name }) => name)
  const free = documented.filter((name) => !name.includes('.') && !known.includes(name))
  for (const parameter of parameters) {
    if (parameter.name !== '__namedParameters') continue
    const { type } = parameter
    const named = type?.type === 'reference' && !type.name.endsWith('Options')
    parameter.name = free.shift() ?? (named ? type.name.charAt(0).toLowerCase() + type.name.slice(1) : 'options')
  }
}

// Where a symbol is in the source says which noun it belongs to; the pages do without.
function takeSymbols(project: ProjectReflection) {
  const modules = project.children ?? []
  return modules.flatMap(({ name, children = [] }) =>
    children.flatMap((reflection) => {
      const file = reflection.sources?.[0]?.fileName ?? ''
      if (reflection.kindOf(ReflectionKind.Reference)) return []
      const comment = reflection.comment ?? reflection.signatures?.[0]?.comment
      const folder = file.split('/src/')[1]?.split('/').slice(0, -1).join('/') ?? ''
      return [{ package: name, folder, name: reflection.name, summary: summaryOf(comment), reflection }]
    }),
  )
}

function urlOf({ renderer }: Application, reflection: DeclarationReflection): string {
  return renderer.router?.getFullUrl(reflection) ?? ''
}

function summaryOf(comment: Comment | undefined): string {
  const text = comment?.summary.map((part) => part.text).join('') ?? ''
  const [first = ''] = text.split(/(?<=[.;])\s|\n\n/)
  return first.replaceAll('\n', ' ').replace(/;$/, '.')
}
