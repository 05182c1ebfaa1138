import { inline, isObject, listIn, pick, type Json, type JsonObject } from './markdown'

/**
 * What the tools' results about an account mean, in a sentence or two. The product shows the result itself on a card
 * next to it, so nothing of it is listed again.
 */

const paragraph = (...sentences: (string | false | undefined)[]) =>
  sentences.filter((sentence) => sentence !== undefined && sentence !== false).join(' ')

const rowsAt = (value: JsonObject, key: string): JsonObject[] => {
  const rows = value[key]
  return Array.isArray(rows) ? rows.filter(isObject) : []
}

const isNothing = (text: string | undefined) =>
  text === undefined || /^[−-]?0(\.0+)?( |$)/.test(text)

/** "Of these, 40 credits expire on 21 December 2026; the rest does not expire." */
function expiryOf(buckets: JsonObject[]): string | undefined {
  const dated = buckets.filter(({ expires }) => typeof expires === 'string' && expires !== 'never')
  if (buckets.length === 0) return undefined
  if (dated.length === 0) return 'They do not expire.'
  const on = dated.map(
    (bucket) => `${pick(bucket, 'remaining')} expire on ${inline(bucket.expires)}`,
  )
  const days = new Set(dated.map(({ expires }) => expires))
  if (days.size === 1 && dated.length === buckets.length)
    return `They expire on ${inline(dated[0]?.expires)}.`
  const rest = dated.length < buckets.length ? '; the rest does not expire' : ''
  return `Of these, ${on.join(', ')}${rest}.`
}

function forecastOf(forecast: Json | undefined): string | undefined {
  if (!isObject(forecast)) return undefined
  if (forecast.outcome === 'runs_out')
    return `At the pace of the last two weeks they are used up around **${inline(forecast.on)}**.`
  if (forecast.outcome === 'lasts')
    return `At the pace of the last two weeks they last beyond ${inline(forecast.beyond)}.`
  return 'There is not enough use yet to tell when they run out.'
}

export function balanceAnswer(value: JsonObject): string | undefined {
  const available = pick(value, 'available', 'balance', 'credits')
  if (available === undefined) return undefined
  const held = pick(value, 'setAside', 'held')
  const owed = pick(value, 'owed', 'debt')
  return paragraph(
    `You have **${available}** available.`,
    expiryOf(listIn(value)?.rows ?? []),
    !isNothing(held) && `Another ${held} are set aside for what runs now.`,
    !isNothing(owed) && `You owe ${owed}, which the next credits repay first.`,
    forecastOf(value.forecast),
    value.frozen === true && 'Your account is frozen: credits cannot be spent at the moment.',
  )
}

const cycles: Record<string, string> = { month: 'billed monthly', year: 'billed yearly' }

const statuses: Record<string, string> = {
  trialing: 'It is in its trial.',
  past_due: 'Its last payment failed and is tried again; a working card puts it right.',
  unpaid: 'Its last payments failed.',
  incomplete: 'Its first payment is not complete.',
  paused: 'It is paused.',
  canceled: 'It was cancelled.',
}

export function planAnswer(value: JsonObject, question: string): string | undefined {
  const plan = pick(value, 'plan', 'name')
  if (plan === undefined) return undefined
  const credits = pick(value, 'creditsPerMonth')
  const billed = typeof value.interval === 'string' ? cycles[value.interval] : undefined
  const renews = value.renews ? inline(value.renews) : undefined
  const ends = value.ends ? inline(value.ends) : undefined
  const hasSubscription = typeof value.status === 'string'
  const wantsEnd = /\bcancel/i.test(question)
  const wantsChange = /\b(upgrade|downgrade|switch|change|subscribe)\b/i.test(question)
  return paragraph(
    `You are on **${plan}**${credits === undefined ? '' : `, with ${credits} credits a month`}${billed ? `, ${billed}` : ''}.`,
    typeof value.status === 'string' && statuses[value.status],
    isObject(value.changesTo) &&
      `On ${inline(value.changesTo.on)} it changes to ${inline(value.changesTo.plan)}.`,
    isObject(value.unpaid) &&
      `${inline(value.unpaid.amount)} are unpaid since ${inline(value.unpaid.since)}. ${inline(value.unpaid.why)}`,
    value.byAgreement === true && 'It is by agreement: to change it, write to us.',
    ends && `It ends on ${ends} and does not renew.`,
    !ends && renews && `It renews on ${renews}.`,
    !hasSubscription &&
      value.byAgreement !== true &&
      'No subscription is running, so nothing renews and nothing is billed.',
    (wantsChange || (wantsEnd && hasSubscription)) &&
      value.byAgreement !== true &&
      'There is nothing about it that I could propose to change now.',
  )
}

export function paymentsAnswer(value: JsonObject, question: string): string | undefined {
  const payments = rowsAt(value, 'payments')
  const refund = /\brefund|money back\b/i.test(question)
  const cannot = refund && 'I cannot refund anything myself.'
  const trouble = /\b(fail|declin|reject|refus|go(ne)? through|problem)/i.test(question)
  const failed = trouble && payments.find(({ status }) => status === 'failed')
  const shown = failed || payments[0]
  if (!shown) return paragraph(cannot, 'There are no payments on your account yet.')
  const status = pick(shown, 'status')
  return paragraph(
    cannot,
    `Your ${failed ? 'last failed' : 'latest'} payment was **${pick(shown, 'amount')}** for ${pick(shown, 'what')} on ${pick(shown, 'date')}${failed ? '' : `: ${status}`}.`,
    shown.whyItFailed !== undefined && `The reason given: ${inline(shown.whyItFailed)}`,
    trouble && !failed && 'No failed payment is on your list.',
    shown.refunded !== undefined && `${inline(shown.refunded)} of it were refunded.`,
    /\b(receipt|invoice)/i.test(question) && 'Invoices and receipts are linked on the card.',
  )
}

const lower = (text: Json | undefined) => String(text).toLowerCase()

/** The rows whose name the question says. */
const named = (rows: JsonObject[], question: string) =>
  rows.filter(({ name }) =>
    ` ${question.toLowerCase().replace(/[^a-z0-9]+/g, ' ')} `.includes(` ${lower(name)} `),
  )

const tokenPrice = (model: JsonObject, of: 'input' | 'output') =>
  isObject(model.per1000Tokens) ? (inline(model.per1000Tokens[of]) ?? '–') : '–'

const modelPrice = (model: JsonObject) =>
  `**${inline(model.name)}** costs ${tokenPrice(model, 'input')} for 1,000 tokens it reads and ${tokenPrice(model, 'output')} for 1,000 it writes.`

function planPrice({ name, creditsPerMonth, price }: JsonObject): string {
  const credits = `${inline(creditsPerMonth)} credits a month`
  if (isObject(price))
    return `**${inline(name)}** costs ${inline(price.monthly)} a month or ${inline(price.yearly)} a year and brings ${credits}.`
  return creditsPerMonth === 0
    ? `**${inline(name)}** is by agreement.`
    : `**${inline(name)}** costs nothing and brings ${credits}.`
}

export function pricesAnswer(value: JsonObject, question: string): string | undefined {
  const models = rowsAt(value, 'models')
  const plans = rowsAt(value, 'plans')
  const packs = rowsAt(value, 'packs')
  if (models.length + plans.length + packs.length === 0) return undefined
  const count = /(\d[\d,]*) credits?/i.exec(question)?.[1]?.replaceAll(',', '')
  const pack = packs.find(({ credits }) => String(credits) === count)
  const aboutMessages = /\b(messages?|tokens?|questions?|chat|answers?)\b/i.test(question)
  const said = [
    ...named(models, question).map(modelPrice),
    ...named(plans, question).map(planPrice),
    ...(pack
      ? [`A top-up of **${inline(pack.credits)} credits** costs ${inline(pack.price)}.`]
      : []),
  ]
  if (said.length > 0) return said.join(' ')
  const [first] = models
  if (first && (aboutMessages || /\bmodels?\b|\bcheap/i.test(question)))
    return paragraph(
      aboutMessages && 'A message costs the tokens that are read and written for it.',
      // The tool lists the cheapest first.
      modelPrice(first),
      models.length > 1 && `The other models cost more.`,
    )
  const paid = plans.find(({ price }) => isObject(price))
  return paragraph(
    'Using a model costs credits, by the token.',
    paid &&
      isObject(paid.price) &&
      `Credits come with a plan, from ${inline(paid.price.monthly)} a month,`,
    packs[0] && `or as a top-up, from ${inline(packs[0].price)}.`,
  )
}

export function topUpAnswer(value: Json, question: string): string {
  const packs = isObject(value) ? rowsAt(value, 'packs') : []
  const suggested = isObject(value) ? value.suggested : undefined
  const needed = Number(/(\d[\d,]*)/.exec(question)?.[1]?.replaceAll(',', '') ?? Number.NaN)
  const fits =
    packs.find(({ key }) => suggested != null && key === suggested) ??
    packs.find(({ credits }) => typeof credits === 'number' && credits >= needed)
  const pack = fits && `${pick(fits, 'credits')} credits`
  return paragraph(
    pack && `The pack of **${pack}** for **${pick(fits, 'price')}** fits.`,
    'Choose a pack on the card: nothing is bought until you confirm it on the payment page, and top-ups do not expire.',
  )
}
