import type { Metadata } from 'next'
import Link from 'next/link'
import { notFound } from 'next/navigation'
import { KeptReview } from '@/components/agents/agent-room'
import { DeleteReview } from '@/components/agents/delete-review'
import { Button } from '@/components/ui/button'
import { PageHeader } from '@/components/ui/page-header'
import { loadRun } from '@/lib/ai/agent/runs'
import { requireUser } from '@/lib/auth'

export const metadata: Metadata = { title: 'Account review' }

export default async function AgentRunPage({ params }: PageProps<'/agents/[id]'>) {
  const { id } = await params
  const user = await requireUser(`/agents/${id}`)
  const run = await loadRun(user.id, id)
  if (!run) notFound()
  return (
    <div className="shell pb-16">
      <PageHeader title="Account review">
        <Button asChild variant="secondary">
          <Link href="/agents">All reviews</Link>
        </Button>
        <DeleteReview id={id} />
      </PageHeader>
      <KeptReview run={run} />
    </div>
  )
}
