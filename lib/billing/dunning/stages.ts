import type { TemplateName } from '@/lib/email/templates'

/** After so many days an unpaid renewal suspends the account; a plan outlasts its unpaid renewal by no more. */
export const suspendAfterDays = 14

type Stage = {
  /** Reached with so many failed tries, after so many days unpaid, or once Stripe itself has stopped the subscription. */
  from: { attempts?: number; days?: number; stopped?: true }
  /** Whether the plan goes on meanwhile. */
  keepsPlan: boolean
  /** Whether nothing may be spent any more, own credits included. */
  suspends: boolean
  mail: TemplateName & `dunning_${string}`
}

/**
 * What becomes of an account whose renewal is not paid, stage after stage; each shows the banner. A case only moves
 * forward, and being paid undoes all of it at once. With the statuses of access.ts this is the whole truth: a status
 * without access stops the plan at any stage, and a `past_due` one keeps it for as long as the stage says.
 */
export const stages = {
  first: {
    from: { attempts: 1 },
    keepsPlan: true,
    suspends: false,
    mail: 'dunning_first',
  },
  second: {
    from: { attempts: 2 },
    keepsPlan: true,
    suspends: false,
    mail: 'dunning_second',
  },
  free: {
    from: { attempts: 3, stopped: true },
    keepsPlan: false,
    suspends: false,
    mail: 'dunning_free',
  },
  suspended: {
    from: { days: suspendAfterDays },
    keepsPlan: false,
    suspends: true,
    mail: 'dunning_suspended',
  },
} as const satisfies Record<string, Stage>

export type StageKey = keyof typeof stages

const order = Object.keys(stages) as StageKey[]
const rows: Record<StageKey, Stage> = stages

/** For queries: the stages in which the plan does not go on. */
export const stagesWithoutPlan = order.filter((key) => !stages[key].keepsPlan)

const dayMs = 24 * 60 * 60 * 1_000

/** When an account is suspended whose renewal has been unpaid since then. */
export const suspendedFrom = (openedAt: Date): Date =>
  new Date(openedAt.getTime() + suspendAfterDays * dayMs)

type Facts = { attempts: number; openedAt: Date; stopped: boolean; now: Date }

/** The furthest stage that has been reached, never one before `present`. */
export function stageOf(facts: Facts, present?: StageKey): StageKey {
  const days = (facts.now.getTime() - facts.openedAt.getTime()) / dayMs
  const reached = order.findLast((key) => {
    const { from } = rows[key]
    return (
      (from.attempts !== undefined && facts.attempts >= from.attempts) ||
      (from.days !== undefined && days >= from.days) ||
      (from.stopped === true && facts.stopped)
    )
  })
  return order[Math.max(order.indexOf(reached ?? 'first'), present ? order.indexOf(present) : 0)]!
}
