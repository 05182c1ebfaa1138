import type { Metadata } from 'next'
import Link from 'next/link'
import { notFound } from 'next/navigation'
import { ChangeConfirm } from '@/components/billing/change-confirm'
import { DowngradePlan, UpgradeBill } from '@/components/billing/change-preview'
import { MessagePage } from '@/components/layout/message-page'
import { Money } from '@/components/ui/amount'
import { Button } from '@/components/ui/button'
import { formatDay } from '@/components/ui/date'
import { PageHeader } from '@/components/ui/page-header'
import { requireUser } from '@/lib/auth'
import { changeTarget, previewChange, type ChangePreview } from '@/lib/billing'
import { plans } from '@/lib/catalogue'
import { AppError } from '@/lib/errors'

export const metadata: Metadata = { title: 'Change the plan' }

export default async function ChangePage({ searchParams }: PageProps<'/billing/change'>) {
  const target = changeTarget.safeParse(await searchParams)
  if (!target.success) notFound()
  const { plan, interval } = target.data
  const user = await requireUser(`/billing/change?plan=${plan}&interval=${interval}`)
  const preview = await previewChange(user.id, target.data).catch((error: unknown) => {
    if (error instanceof AppError && !error.worthLogging) return error
    throw error
  })
  if (preview instanceof AppError) return <NotNow error={preview} />
  const [fromName, toName] = [plans[preview.from.planKey].name, plans[preview.to.planKey].name]
  return (
    <div className="shell pb-16">
      <PageHeader title={titleOf(preview)} description={descriptionOf(preview)} />
      <div className="grid max-w-xl gap-8">
        {preview.direction === 'upgrade' ? (
          <UpgradeBill preview={preview} />
        ) : (
          <DowngradePlan preview={preview} />
        )}
        <ChangeConfirm
          key={preview.previewedAt}
          {...{ plan, interval, fromName, toName }}
          previewedAt={preview.previewedAt}
        >
          {preview.direction === 'downgrade' ? (
            `Change on ${formatDay(preview.effectiveAt)}`
          ) : preview.dueMinor > 0 ? (
            <span>
              Pay <Money minor={preview.dueMinor} currency={preview.currency} /> and change
            </span>
          ) : (
            'Change now'
          )}
        </ChangeConfirm>
      </div>
    </div>
  )
}

function titleOf({ from, to }: ChangePreview): string {
  const name = plans[to.planKey].name
  return from.planKey === to.planKey ? `${name}, paid by the ${to.interval}` : `Change to ${name}`
}

function descriptionOf(preview: ChangePreview): string {
  if (preview.direction === 'downgrade')
    return 'What you have paid for stays until its end. Until then you can take this back with one click.'
  return preview.endsTrial
    ? 'This ends the trial. The new plan begins as soon as it is paid.'
    : 'The new plan begins as soon as it is paid. What you have paid and not used is taken off.'
}

function NotNow({ error }: { error: AppError }) {
  return (
    <MessagePage
      title="The plan cannot be changed just now"
      actions={
        <>
          <Button asChild>
            <Link href="/billing">To billing</Link>
          </Button>
          <Button asChild variant="secondary">
            <Link href="/pricing">Compare the plans</Link>
          </Button>
        </>
      }
    >
      <p>
        {error.code === 'not_found'
          ? 'You have no plan yet that could be changed. Choose one first. Nothing was charged.'
          : error.message}
      </p>
    </MessagePage>
  )
}
