import { accessSync, constants, statSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/**
 * The path of a command, looked for in PATH and where Debian keeps the system's commands.
 *
 * @param {string} name the command, such as `nft`
 * @param {string} [path] default `process.env.PATH`
 * @returns {string | undefined} its path, undefined when no folder has it as an executable file
 * @example
 * findTool('sh', '/bin') // '/bin/sh'
 */
export function findTool(name, path = process.env['PATH'] ?? '') {
  // A user's PATH on Debian has no sbin, where nft and ip are.
  const folders = [...path.split(delimiter), '/usr/sbin', '/sbin']
  return folders
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, name))
    .find(isExecutableFile)
}

/**
 * The packages whose command is not on this machine.
 *
 * @param {readonly import('./list.mjs').Installed[]} packages
 * @param {string} [path] default `process.env.PATH`
 * @returns {readonly import('./list.mjs').Installed[]}
 * @example
 * missingTools([{ name: 'dash', provides: 'sh', purpose: 'a shell' }], '/bin') // []
 */
export function missingTools(packages, path) {
  return packages.filter(({ provides }) => findTool(provides, path) === undefined)
}

/**
 * @param {string} path
 * @returns {boolean}
 */
function isExecutableFile(path) {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}
