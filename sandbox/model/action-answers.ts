import { inline, isObject, pick, type JsonObject } from './markdown'

const join = (...sentences: (string | false | undefined)[]) =>
  sentences.filter((sentence) => sentence !== undefined && sentence !== false).join(' ')

const at = (value: JsonObject, key: string): JsonObject => {
  const inner = value[key]
  return isObject(inner) ? inner : {}
}

const confirm = 'Nothing is done until you confirm it on the card.'

/** What each proposal means; the card beside it has all of its terms. */
const proposals: Record<string, (terms: JsonObject, question: string) => string> = {
  top_up: (terms, question) => {
    const packs = Array.isArray(terms.packs) ? terms.packs.filter(isObject) : []
    const best = terms.isBest === true && packs.find(({ key }) => key === terms.suggested)
    const asked = /(\d[\d,]*) ?credits?/i.exec(question)?.[1]
    return join(
      best &&
        `The pack of **${pick(best, 'credits')} credits** for **${pick(best, 'price')}** fits${asked ? ` the ${asked} you need` : ''}.`,
      'Choose a pack on the card: nothing is bought until you pay on the next page, and top-ups do not expire.',
    )
  },
  subscribe: (terms) => {
    const trial = at(terms, 'trial')
    return join(
      `**${pick(terms, 'planName')}** costs **${pick(terms, 'price')}** a ${pick(terms, 'interval')} and brings ${pick(terms, 'creditsPerMonth')} credits a month.`,
      trial.days !== undefined &&
        `You can try it for ${inline(trial.days)} days with ${inline(trial.credits)} credits first.`,
      'The card leads to the payment page; nothing is charged before you pay there.',
    )
  },
  change_plan: (terms) => {
    const says = at(terms, 'inWords')
    const change = `From **${pick(terms, 'from')}** to **${pick(terms, 'to')}**:`
    return at(terms, 'terms').direction === 'upgrade'
      ? join(
          `${change} **${pick(says, 'dueNow')}** are due now, and **${pick(says, 'creditsNow')}** arrive at once.`,
          `From ${pick(says, 'renews')} on it is ${pick(says, 'price')}.`,
          'Your card is charged when you confirm it on the card, not before.',
        )
      : join(
          `${change} nothing is due now.`,
          `It begins on **${pick(says, 'from')}** and then costs ${pick(says, 'price')}; until that day all stays as it is, and it can be taken back.`,
          confirm,
        )
  },
  undo_plan_change: (terms) =>
    `The change to ${pick(terms, 'nextPlanName')} on ${pick(terms, 'at')?.replace(/ at .*/, '')} would be taken back, and you keep **${pick(terms, 'planName')}**. ${confirm}`,
  cancel_plan: (terms) =>
    terms.endsAt
      ? `**${pick(terms, 'planName')}** would end on **${pick(terms, 'endsAt')?.replace(/ at .*/, '')}**; until then it stays with its credits, and what you bought stays after it. ${confirm}`
      : `**${pick(terms, 'planName')}** would end at once, and its open payment is not collected any more. ${confirm}`,
  resume_plan: (terms) =>
    `**${pick(terms, 'planName')}** would go on and renew on **${pick(terms, 'renewsAt')?.replace(/ at .*/, '')}** for ${pick(terms, 'price')}. ${confirm}`,
  open_portal: () => 'The card opens Stripe’s own page for cards, invoices and your address.',
  recovery_link: (terms) =>
    `**${pick(terms, 'amount')}** are open for ${pick(terms, 'planName')}. ${inline(terms.reason)} Above you can open the page where it is paid, or have its link mailed, which works without signing in.`,
  auto_top_up: (terms) =>
    terms.turn === 'off'
      ? `Automatic top-up would be turned off: no pack is bought by itself any more. ${confirm}`
      : `Whenever less than **${pick(terms, 'threshold')} credits** are left, **${pick(terms, 'credits')} credits** would be bought for **${pick(terms, 'price')}**, at most ${pick(terms, 'monthlyCap')} in a calendar month. It needs your agreement on the card.`,
}

/** What a proposal means; `undefined` for what is none. */
export function proposalAnswer(value: JsonObject, question: string): string | undefined {
  if (typeof value.refused === 'string') return `That is not possible now. ${inline(value.refused)}`
  const says = typeof value.action === 'string' ? proposals[value.action] : undefined
  return says && isObject(value.terms) ? says(value.terms, question) : undefined
}
