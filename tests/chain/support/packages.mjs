// Packages that tests/chain/packages.sh installed. Tests lie outside of the folder that they are in,
// so that node does not find them by itself.
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

export const root = join(dirname(fileURLToPath(import.meta.url)), '../../..')
const npm = process.env.RAAS_NPM ?? join(root, 'build/npm')
if (!existsSync(join(npm, 'installed.json'))) {
  throw new Error(`${npm}: no packages; install them: tests/chain/packages.sh`)
}
const require = createRequire(join(npm, 'package.json'))

export const solc = require('solc')
export const { ethers } = require('ethers')

/** Modules that cannot be required. */
export function importPackage(name) {
  const folder = join(npm, 'node_modules', name)
  const { main } = JSON.parse(readFileSync(join(folder, 'package.json')))
  return import(pathToFileURL(join(folder, main)))
}

export const anvilProgram = require.resolve('@foundry-rs/anvil-linux-amd64/bin/anvil')
