import { Skeleton } from '@/components/ui/skeleton'
import type { AssistantMessage } from '@/lib/ai/messages'
import { BalanceCard } from './cards/balance-card'
import { EntitlementsCard } from './cards/entitlements-card'
import { PaymentsCard } from './cards/payments-card'
import { PlanCard } from './cards/plan-card'
import { PricesCard } from './cards/prices-card'
import { ProblemsCard } from './cards/problems-card'
import { RefusedCard } from './cards/refused-card'
import { SpendingCard } from './cards/spending-card'
import { StatementCard } from './cards/statement-card'
import { AutoTopUpProposal } from './proposals/auto-top-up'
import { CancelPlanProposal } from './proposals/cancel-plan'
import { ChangePlanProposal } from './proposals/change-plan'
import { OpenPortalProposal } from './proposals/open-portal'
import { RecoveryLinkProposal } from './proposals/recovery-link'
import { ResumePlanProposal } from './proposals/resume-plan'
import { SubscribeProposal } from './proposals/subscribe'
import { TopUpProposal } from './proposals/top-up'
import { UndoPlanChangeProposal } from './proposals/undo-plan-change'

type AnyPart = AssistantMessage['parts'][number]
type Part = Extract<AnyPart, { type: `tool-${string}` }>
type Answered = Extract<Part, { state: 'output-available' }>

const waiting: Record<Part['type'], string> = {
  'tool-get_balance': 'Reading your balance',
  'tool-get_spending': 'Adding up what was spent',
  'tool-get_statement': 'Reading your statement',
  'tool-get_plan': 'Reading your plan',
  'tool-list_payments': 'Reading your payments',
  'tool-get_payment_problems': 'Looking for payment problems',
  'tool-get_prices': 'Reading the prices',
  'tool-get_entitlements': 'Reading what you can use',
  'tool-top_up': 'Getting the top-ups',
  'tool-subscribe': 'Working out the subscription',
  'tool-change_plan': 'Working out the exact price',
  'tool-undo_plan_change': 'Looking at the planned change',
  'tool-cancel_plan': 'Looking at what is paid for',
  'tool-resume_plan': 'Looking at the cancellation',
  'tool-open_portal': 'Getting the portal ready',
  'tool-recovery_link': 'Looking at the open payment',
  'tool-auto_top_up': 'Working out the agreement',
}

/** Like `isStaticToolUIPart` of the AI SDK, which is not needed to draw an answer and comes later. */
export const isToolPart = (part: AnyPart): part is Part => part.type.startsWith('tool-')

/** What a tool found or proposes, as a slip. Until then a line of the same place; a tool that failed says so. */
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
  return <AnsweredCard part={part} />
}

function AnsweredCard({ part }: { part: Answered }) {
  if ('refused' in part.output) return <RefusedCard {...part.output} />
  switch (part.type) {
    case 'tool-get_balance':
      return <BalanceCard {...part.output} />
    case 'tool-get_spending':
      return <SpendingCard {...part.output} />
    case 'tool-get_statement':
      return <StatementCard {...part.output} />
    case 'tool-get_plan':
      return <PlanCard {...part.output} />
    case 'tool-list_payments':
      return <PaymentsCard {...part.output} />
    case 'tool-get_payment_problems':
      return <ProblemsCard {...part.output} />
    case 'tool-get_prices':
      return <PricesCard {...part.output} />
    case 'tool-get_entitlements':
      return <EntitlementsCard {...part.output} />
    case 'tool-top_up':
      return <TopUpProposal proposal={part.output} />
    case 'tool-subscribe':
      return <SubscribeProposal proposal={part.output} />
    case 'tool-change_plan':
      return <ChangePlanProposal proposal={part.output} />
    case 'tool-undo_plan_change':
      return <UndoPlanChangeProposal proposal={part.output} />
    case 'tool-cancel_plan':
      return <CancelPlanProposal proposal={part.output} />
    case 'tool-resume_plan':
      return <ResumePlanProposal proposal={part.output} />
    case 'tool-open_portal':
      return <OpenPortalProposal proposal={part.output} />
    case 'tool-recovery_link':
      return <RecoveryLinkProposal proposal={part.output} />
    case 'tool-auto_top_up':
      return <AutoTopUpProposal proposal={part.output} />
    default:
      return part satisfies never
  }
}
