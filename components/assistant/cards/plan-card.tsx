import { Credits } from '@/components/ui/amount'
import { formatDay } from '@/components/ui/date'
import type { AssistantMessage } from '@/lib/ai/messages'
import { credits } from '@/lib/credits/unit'
import type { OutputOf } from './output'
import { Slip, SlipLine } from './slip'

export function PlanCard(plan: OutputOf<AssistantMessage, 'get_plan'>) {
  return (
    <Slip title="Your plan" figure={plan.plan}>
      <ul>
        <SlipLine what="Credits a month">
          <Credits amount={credits(plan.creditsPerMonth)} />
        </SlipLine>
        {plan.interval && (
          <SlipLine what="Billed">{plan.interval === 'year' ? 'yearly' : 'monthly'}</SlipLine>
        )}
        {plan.status && <SlipLine what="Status">{plan.status.replaceAll('_', ' ')}</SlipLine>}
        {plan.renews && <SlipLine what="Renews">{formatDay(plan.renews)}</SlipLine>}
        {plan.ends && <SlipLine what="Ends">{formatDay(plan.ends)}</SlipLine>}
      </ul>
    </Slip>
  )
}
