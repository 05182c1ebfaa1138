import type { Addresses, RealParts } from '@/sandbox/run-environment'

/** What a start prints: a line for each step, and in the end the addresses. */
export const print = (line: string) => process.stdout.write(`${line}\n`)

/** Runs one step of the start and prints its line: what it was, what came out, how long it took. */
export async function step<T>(name: string, work: () => Promise<T>, tell: (result: T) => string) {
  const began = performance.now()
  try {
    const result = await work()
    const seconds = ((performance.now() - began) / 1000).toFixed(1)
    print(`  ✓ ${name.padEnd(12)} ${tell(result)}  (${seconds} s)`)
    return result
  } catch (error) {
    print(`  ✗ ${name.padEnd(12)} failed`)
    throw error
  }
}

export function printAddresses(addresses: Addresses, real: RealParts): void {
  const line = (name: string, value: string) => print(`  ${name.padEnd(10)} ${value}`)
  const { sandbox } = addresses
  print('')
  line('App', addresses.appUrl)
  line('Stripe', sandbox && !real.stripe ? `${sandbox.url}/v1` : 'the real one (STRIPE_SECRET_KEY)')
  line(
    'Model',
    sandbox && !real.model ? `${sandbox.url}/model/v1` : 'the real one (OPENAI_API_KEY)',
  )
  line('Mailbox', sandbox && !real.mail ? `${sandbox.url}/mailbox` : 'real mail (SMTP_URL)')
  line('Panel', sandbox ? `${sandbox.url}/` : 'none: every part is real')
  line('Database', real.database ? 'your own (DATABASE_URL)' : addresses.databaseUrl)
  print('\n  Ctrl-C ends everything. The data stay in .sandbox/.\n')
}
