import { inline, isObject, pick, type Json, type JsonObject } from './markdown'

const rows = (value: Json | undefined): JsonObject[] =>
  Array.isArray(value) ? value.filter(isObject) : []

const names: Record<string, string> = { chat: 'the assistant' }

const plural = (count: Json | undefined, one: string) =>
  `${inline(count)} ${one}${count === 1 ? '' : 's'}`

/** Where the credits went: the sum, and its largest part. */
export function spendingAnswer(value: JsonObject): string | undefined {
  const parts = rows(value.parts)
  const span = `${pick(value, 'from')} to ${pick(value, 'to')}`
  if (parts.length === 0) return `Nothing was spent from ${span}.`
  const total = `From ${span} you spent **${pick(value, 'total')}**.`
  if (value.by === 'day')
    return `${total} It is spread over ${plural(parts.length, 'day')}; the chart shows each.`
  const [most] = parts
  if (!most) return total
  const key = String(most.key ?? 'other')
  const name = names[key] ?? key
  return `${total} ${parts.length > 1 ? 'Most' : 'All'} of it, **${pick(most, 'spent')}**, went to ${inline(name)}, in ${plural(most.requests, 'request')}.`
}

/** Why a payment failed, when it is tried again, and what to do. */
export function problemsAnswer(value: JsonObject): string | undefined {
  const [unpaid] = rows(value.unpaid)
  const [failed] = rows(value.failed)
  const waiting = isObject(value.waitingUpgrade) ? value.waitingUpgrade : undefined
  const said: string[] = []
  if (unpaid) {
    said.push(
      `The renewal of **${pick(unpaid, 'planName')}**, **${pick(unpaid, 'amount')}**, is not paid. ${inline(unpaid.reason)}`,
      unpaid.retryAt
        ? `The next try is on **${pick(unpaid, 'retryAt')?.replace(/ at .*/, '')}**${unpaid.sameCard === false ? ', with another card only' : ''}.`
        : 'The card is not tried again by itself.',
      unpaid.suspended === true
        ? 'The account is suspended until it is paid.'
        : unpaid.keepsPlan === true
          ? 'The plan goes on meanwhile.'
          : 'The plan has stopped meanwhile.',
      'Paying with a working card mends it at once: ask me for the payment link.',
    )
  }
  if (waiting)
    said.push(
      `The change to ${pick(waiting, 'plan')} waits for its payment; the card has the link.`,
    )
  if (typeof value.autoTopUpPaused === 'string')
    said.push(`Automatic top-up is paused: ${inline(value.autoTopUpPaused)}.`)
  if (failed && !unpaid)
    said.push(
      `Your last failed payment was **${pick(failed, 'amount')}** for ${pick(failed, 'what')} on ${pick(failed, 'date')}. ${inline(failed.why)}`,
    )
  return said.length > 0
    ? said.join(' ')
    : 'Nothing is unpaid, and no payment of yours failed lately.'
}

/** What may be used; of what a question names, also why or where. */
export function entitlementsAnswer(value: JsonObject, question: string): string | undefined {
  const features = rows(value.entries).filter(({ kind }) => kind === 'feature')
  const asked = features.filter(({ key }) =>
    String(key)
      .split('_')
      .some(
        (word) => word.length > 2 && new RegExp(`\\b${word.replace(/s$/, '')}`, 'i').test(question),
      ),
  )
  const list = (of: JsonObject[]) => of.map(({ name }) => `**${inline(name)}**`).join(', ')
  if (asked.length > 0)
    return asked
      .map((one) =>
        [
          `${list([one])}: ${one.value === true ? 'yes' : 'no'}. ${inline(one.from)}.`,
          one.elsewhere != null && `${inline(one.elsewhere)}.`,
        ]
          .filter(Boolean)
          .join(' '),
      )
      .join(' ')
  const yes = features.filter(({ value }) => value === true)
  const no = features.filter(({ value }) => value !== true)
  return [
    yes.length > 0 && `You can use ${list(yes)}.`,
    no.length > 0 && `Not with your ${pick(value, 'plan')} plan: ${list(no)}.`,
    'The card says where each comes from.',
  ]
    .filter(Boolean)
    .join(' ')
}
