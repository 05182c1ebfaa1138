import { syncPortal } from './portal'
import { syncCatalogue } from './products'

const commands: Record<string, () => Promise<void>> = {
  async sync() {
    const changes = [...(await syncCatalogue()), ...(await syncPortal())]
    for (const change of changes) console.log(change)
    if (changes.length === 0) console.log('Stripe already matches the catalogue.')
  },
}

const command = commands[process.argv[2] ?? '']
if (command) await command()
else {
  console.error(`Usage: npm run stripe:sync (commands: ${Object.keys(commands).join(', ')})`)
  process.exitCode = 1
}
