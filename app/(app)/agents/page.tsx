import type { Metadata } from 'next'
import { NewReview } from '@/components/agents/agent-room'
import { RunList } from '@/components/agents/run-list'
import { MissingFeature } from '@/components/billing/missing-feature'
import { PageHeader } from '@/components/ui/page-header'
import { listRuns } from '@/lib/ai/agent/runs'
import { modelsFor, startingModel } from '@/lib/ai/models'
import { requireUser } from '@/lib/auth'
import { clock } from '@/lib/clock'
import { canUse } from '@/lib/entitlements'

export const metadata: Metadata = { title: 'Account review' }

export default async function AgentsPage() {
  const user = await requireUser('/agents')
  const [allowed, models, runs] = await Promise.all([
    canUse(user.id, 'agents'),
    modelsFor(user.id, 'agent'),
    listRuns(user.id),
  ])
  return (
    <div className="shell pb-16">
      <PageHeader
        title="Account review"
        description="An agent looks through your account in several steps and writes a report. Each step is held, charged and shown by itself."
      />
      {allowed ? (
        <NewReview
          today={clock.now().toISOString().slice(0, 10)}
          models={models}
          initialModel={startingModel(models)}
        />
      ) : (
        <MissingFeature feature="agents" />
      )}
      <RunList runs={runs} />
    </div>
  )
}
