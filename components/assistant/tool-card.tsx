import { Skeleton } from '@/components/ui/skeleton'
import type { AssistantMessage } from '@/lib/ai/messages'
import { BalanceCard } from './cards/balance-card'
import { PaymentsCard } from './cards/payments-card'
import { PlanCard } from './cards/plan-card'
import { PricesCard } from './cards/prices-card'
import { StatementCard } from './cards/statement-card'
import { TopUpCard } from './cards/top-up-card'

type Part = Extract<AssistantMessage['parts'][number], { type: `tool-${string}` }>

const waiting: Record<Part['type'], string> = {
  'tool-get_balance': 'Reading your balance',
  'tool-get_statement': 'Reading your statement',
  'tool-get_plan': 'Reading your plan',
  'tool-list_payments': 'Reading your payments',
  'tool-get_prices': 'Reading the prices',
  'tool-offer_top_up': 'Getting the top-ups',
}

/** What a tool found, as a slip. Until then a line of the same place; a tool that failed says so. */
export function ToolCard({ part }: { part: Part }) {
  if (part.state === 'output-error')
    return <p className="text-sm text-soft">This could not be read just now.</p>
  if (part.state !== 'output-available')
    return (
      <div className="flex items-center gap-3 text-sm text-soft">
        <Skeleton className="h-4 w-24" />
        {waiting[part.type]}
      </div>
    )
  switch (part.type) {
    case 'tool-get_balance':
      return <BalanceCard {...part.output} />
    case 'tool-get_statement':
      return <StatementCard {...part.output} />
    case 'tool-get_plan':
      return <PlanCard {...part.output} />
    case 'tool-list_payments':
      return <PaymentsCard {...part.output} />
    case 'tool-get_prices':
      return <PricesCard {...part.output} />
    case 'tool-offer_top_up':
      return <TopUpCard {...part.output} />
    default:
      return part satisfies never
  }
}
