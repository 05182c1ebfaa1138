/**
 * What is asked of a billing assistant that can do more than look up. Each is for one tool, by its name; where that is not offered
 * the question is left to the broader intents, which `silences` keeps quiet otherwise.
 */
export type AccountIntent = {
  key: string
  asks: RegExp
  name: string
  silences: string[]
  lead: string
}

const paidPlan = String.raw`\b(pro|business)\b`
const planWord = String.raw`\b(plan|subscription|membership|pro|business)\b`
const looking = ['plan', 'prices', 'payments', 'statement', 'balance']

const on = (pattern: string) => new RegExp(pattern, 'i')

export const accountIntents: AccountIntent[] = [
  {
    key: 'auto_top_up',
    asks: /\bauto(matic(ally)?)?[\s-]*(top|re-?charge|refill|buy)|\btop.{0,20}\bautomatically\b/i,
    name: 'auto_top_up',
    silences: ['topup', 'top_up', 'cancel_plan', ...looking],
    lead: 'This is how it would be.',
  },
  {
    key: 'resume_plan',
    asks: on(
      String.raw`\b(resume|reactivate|un-?cancel|continue)\b.{0,30}${planWord}|\b(undo|take|withdraw|revoke|reverse)\b.{0,25}\bcancell?ation\b|\b(don.?t|do not) (want to )?cancel\b`,
    ),
    name: 'resume_plan',
    silences: ['cancel_plan', 'undo_plan_change', ...looking],
    lead: 'This is how it would go on.',
  },
  {
    key: 'undo_plan_change',
    asks: on(
      String.raw`\b(undo|take|withdraw|call off|revoke|forget)\b.{0,30}\b(downgrade|change|switch)|\b(keep|stay (on|with))\b.{0,15}${planWord}`,
    ),
    name: 'undo_plan_change',
    silences: ['change_plan', 'cancel_plan', 'subscribe', ...looking],
    lead: 'This is what is planned.',
  },
  {
    key: 'cancel_plan',
    asks: on(
      String.raw`\b(cancel|terminate|quit|end|stop)\b.{0,25}${planWord}|\bunsubscribe\b|^\W*(please )?cancel\b`,
    ),
    name: 'cancel_plan',
    silences: ['change_plan', ...looking],
    lead: 'This is what would end.',
  },
  {
    key: 'change_plan',
    asks: on(
      String.raw`\b(up|down)grad(e|ing)\b|\b(switch|change|move|go|get|want)\b.{0,30}(${paidPlan}|\b(yearly|annual(ly)?|monthly)\b)|\bpay(ing)?\b.{0,12}\b(yearly|annually|monthly|by the (year|month))\b`,
    ),
    name: 'change_plan',
    silences: looking,
    lead: 'This is the change.',
  },
  {
    key: 'subscribe',
    asks: on(
      String.raw`\bsubscribe\b|\bupgrad(e|ing)\b|\b(buy|get|order|take|start|want|try|switch to|sign up for)\b.{0,25}${paidPlan}|\b(start|begin|get|want|try)\b.{0,20}\btrial\b`,
    ),
    name: 'subscribe',
    silences: looking,
    lead: 'This is the subscription.',
  },
  {
    key: 'open_portal',
    asks: /\bportal\b|\b(change|update|replace|add|new|another|different)\b.{0,20}\b(card|payment method|billing address)\b/i,
    name: 'open_portal',
    silences: looking,
    lead: 'This opens the portal.',
  },
  {
    key: 'recovery_link',
    asks: /\b(recovery|payment) link\b|\b(pay|settle)\b.{0,30}\b(open|overdue|unpaid|owe|owed|outstanding|renewal|bill)\b|\b(send|mail|give)\b.{0,12}\blink\b/i,
    name: 'recovery_link',
    silences: ['payment_problems', ...looking],
    lead: 'This is what is open.',
  },
  {
    key: 'payment_problems',
    asks: /\b(payment|card|renewal|invoice|charge)s?\b.{0,30}\b(fail(ed|s|ing)?|declin\w*|reject\w*|refused|problem|go(ne)? through)|\b(fail(ed)?|declined)\b.{0,20}\b(payment|card|renewal)|\bpast due\b|\boverdue\b|\bsuspended\b/i,
    name: 'get_payment_problems',
    silences: ['payments', 'statement', 'plan'],
    lead: 'This is what went wrong.',
  },
  {
    key: 'spending',
    asks: /\bwhere (did|do|have|has|are)\b.{0,20}\bcredits?\b|\bspen[dt]\b|\bspending\b|\bby (model|day|operation)\b|\bbreak ?down\b|\bmy (recent )?usage\b/i,
    name: 'get_spending',
    silences: ['statement', 'balance'],
    lead: 'This is where the credits went.',
  },
  {
    key: 'entitlements',
    asks: /\bwhat (can|may|am) i\b.{0,15}\b(use|allowed)\b|\b(may|can|am) i\b.{0,25}\b(use|allowed|access)\b|\bwhy can('?t| ?not)? i\b|\bfeatures?\b|\bmy limits?\b|\blimits? of my\b|\bentitle/i,
    name: 'get_entitlements',
    silences: ['plan', 'prices'],
    lead: 'This is what you can use.',
  },
  {
    key: 'top_up',
    // The broad intent of the same meaning finds it; this one only gives it its place among the others.
    asks: /\btop.?ups?\b|\b(buy|purchase|get|add|order|need|want)\b.{0,25}\bcredits?\b/i,
    name: 'top_up',
    silences: ['topup', 'prices', 'balance'],
    lead: 'These are the packs.',
  },
]
