import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { root, solc } from './packages.mjs'

const folders = ['plugin/contracts', 'tests/chain/contracts']

function sources() {
  const found = {}
  for (const folder of folders) {
    for (const name of readdirSync(join(root, folder))) {
      if (!name.endsWith('.sol')) continue
      found[`${folder}/${name}`] = { content: readFileSync(join(root, folder, name), 'utf8') }
    }
  }
  return found
}

let compiled

/** All contracts by name: {abi, bytecode, deployed, selectors}. Warnings of the compiler are errors. */
export function compileContracts() {
  compiled ??= compile()
  return compiled
}

function compile() {
  const output = JSON.parse(solc.compile(JSON.stringify({
    language: 'Solidity',
    sources: sources(),
    settings: {
      optimizer: { enabled: true, runs: 1000 },
      outputSelection: {
        '*': { '*': ['abi', 'evm.bytecode.object', 'evm.deployedBytecode.object',
                     'evm.methodIdentifiers'] }
      }
    }
  })))
  if (output.errors?.length) {
    throw new Error(output.errors.map((error) => error.formattedMessage).join('\n'))
  }
  const contracts = {}
  for (const file of Object.values(output.contracts)) {
    for (const [name, { abi, evm }] of Object.entries(file)) {
      contracts[name] = {
        abi,
        bytecode: '0x' + evm.bytecode.object,
        deployed: '0x' + evm.deployedBytecode.object,
        selectors: evm.methodIdentifiers
      }
    }
  }
  return contracts
}
