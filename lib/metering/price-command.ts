import 'server-only'
import { parseArgs } from 'node:util'
import { exactCredits, parseCredits } from '@/lib/credits/decimal'
import { AppError } from '@/lib/errors'
import { listPrices, setPrice, type ListedPrice } from './price-list'

export const usage = `npm run prices                              every price, newest first
npm run prices -- set <operation> [options]  a new price; what is left out stays as it is
  --model <id>                                 where the operation has models
  --flat <credits>                             a call or a unit
  --input, --cached, --output <credits>        1,000 tokens
  --cost-flat, --cost-input, --cost-cached, --cost-output <dollars>
                                               what the provider takes: a unit, 1,000 tokens
  --from <ISO 8601 with offset or Z>           left out: from now on`

const rateNames = ['flat', 'input', 'cached', 'output'] as const
type RateName = (typeof rateNames)[number]

/** Rates are kept per 1,000,000 tokens and said per 1,000. */
const perRow = (name: RateName) => (name === 'flat' ? 1 : 1_000)

const said = (name: RateName, value: number) =>
  name === 'flat'
    ? exactCredits(BigInt(value))
    : exactCredits(BigInt(value) / 1_000n) + (value % 1_000 === 0 ? '' : '…')

const options = {
  model: { type: 'string' },
  from: { type: 'string' },
  flat: { type: 'string' },
  input: { type: 'string' },
  cached: { type: 'string' },
  output: { type: 'string' },
  'cost-flat': { type: 'string' },
  'cost-input': { type: 'string' },
  'cost-cached': { type: 'string' },
  'cost-output': { type: 'string' },
} as const

const wrong = (message: string) => new AppError('bad_request', message)

/** Credits and dollars alike: both have a millionth as their unit. */
function millionths(text: string | undefined, name: RateName): number | undefined {
  if (text === undefined) return undefined
  const value = parseCredits(text)
  if (value === null)
    throw wrong(`${name}: ${text} is no amount from zero up with at most six decimals.`)
  return value * perRow(name)
}

/** A time without an offset would mean another instant on every machine. */
function instant(text: string | undefined): Date | undefined {
  if (text === undefined) return undefined
  const at = new Date(text)
  if (!/T.*(Z|[+-]\d\d:\d\d)$/.test(text) || Number.isNaN(at.getTime()))
    throw wrong(`from: ${text} is no instant such as 2026-12-01T00:00:00Z.`)
  return at
}

function line(price: ListedPrice): string {
  const { operation, model, state, since, cost } = price
  const rates = (of: Record<RateName, number>) =>
    rateNames
      .flatMap((name) => (of[name] > 0 ? [`${name} ${said(name, of[name])}`] : []))
      .join(', ')
  const name = model === '' ? operation : `${operation} ${model}`
  return `${state.padEnd(8)}  ${since.toISOString()}  ${name}: ${rates(price)}; costs ${rates(cost) || 'nothing'}`
}

/** `npm run prices`: answers the lines to print. Throws `AppError` `bad_request` on what makes no sense. */
export async function priceCommand(args: string[]): Promise<string[]> {
  const { values, positionals } = parse(args)
  const [command = 'list', operation = ''] = positionals
  if (command === 'list') return (await listPrices()).map(line)
  if (command !== 'set' || operation === '') throw wrong(usage)
  const { model = '' } = values
  const named = (await listPrices()).filter(
    (price) => price.operation === operation && price.model === model,
  )
  const before = named.find(({ state }) => state === 'in force')
  const rate = (name: RateName) => millionths(values[name], name) ?? before?.[name]
  const cost = (name: RateName) => millionths(values[`cost-${name}`], name) ?? before?.cost[name]
  const price = await setPrice({
    operation,
    model,
    from: instant(values.from),
    ...Object.fromEntries(rateNames.map((name) => [name, rate(name)])),
    cost: Object.fromEntries(rateNames.map((name) => [name, cost(name)])),
  })
  const state = values.from === undefined ? 'in force' : 'to come'
  return [line({ ...price, state })]
}

function parse(args: string[]) {
  try {
    return parseArgs({ args, options, allowPositionals: true })
  } catch (cause) {
    throw new AppError('bad_request', usage, { cause })
  }
}
