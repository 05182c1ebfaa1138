import 'server-only'
import { cache } from 'react'
import { plans, type PlanKey } from '@/lib/catalogue'
import { clock } from '@/lib/clock'
import { db } from '@/lib/db'
import { resolve, type Override, type Resolved } from './resolve'

const isPlan = (key: string): key is PlanKey => Object.hasOwn(plans, key)

type Row = Override | { source: 'plan'; key: string }

/**
 * What a user may do at this moment of `clock.now()`, in one round trip; a page that asks several times asks the database
 * once. What has run out is not there the millisecond it does: no job ends it.
 */
export const resolved = cache(async (userId: string): Promise<Resolved> => {
  const now = clock.now()
  const rows = await db().$queryRaw<Row[]>`
    select 'plan' as source, "planKey" as key, null as kind, null as value, null as reason, until, null as "createdAt", null as id
    from "UserPlan"
    where "userId" = ${userId}::uuid and (until is null or until > ${now}::timestamptz)
    union all
    select source::text, key, kind::text, value, reason, until, "createdAt", id
    from "EntitlementOverride"
    where "userId" = ${userId}::uuid and "revokedAt" is null and (until is null or until > ${now}::timestamptz)
    order by "createdAt", id`
  const plan = rows.find(({ source }) => source === 'plan')?.key ?? 'free'
  if (!isPlan(plan)) throw new Error(`UserPlan names no plan of the catalogue: ${plan}`)
  return resolve(
    plan,
    rows.filter((row): row is Override => row.source !== 'plan'),
  )
})
