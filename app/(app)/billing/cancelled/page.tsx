import type { Metadata } from 'next'
import Link from 'next/link'
import { ResumeDraft } from '@/components/assistant/resume-draft'
import { MessagePage } from '@/components/layout/message-page'
import { Button } from '@/components/ui/button'
import { requireUser } from '@/lib/auth'
import { packs, plans } from '@/lib/catalogue'

export const metadata: Metadata = { title: 'Checkout left' }

/** What was looked at, if the address names a thing of the catalogue. */
function itemName(item: unknown): string | null {
  if (typeof item !== 'string') return null
  if (Object.hasOwn(packs, item)) return packs[item as keyof typeof packs].name
  if (Object.hasOwn(plans, item)) return `the ${plans[item as keyof typeof plans].name} plan`
  return null
}

export default async function CancelledPage({ searchParams }: PageProps<'/billing/cancelled'>) {
  const { kind, item } = await searchParams
  await requireUser('/billing')
  const name = itemName(item)
  return (
    <MessagePage
      title="Nothing was charged"
      actions={
        <>
          <ResumeDraft />
          <Button asChild variant="secondary">
            {kind === 'subscription' ? (
              <Link href="/pricing">Back to the plans</Link>
            ) : (
              <Link href="/billing#buy">Back to the packs</Link>
            )}
          </Button>
        </>
      }
    >
      <p>
        You left the payment page{name ? ` for ${name}` : ''} before paying. Your plan and your
        credits are as they were.
      </p>
    </MessagePage>
  )
}
