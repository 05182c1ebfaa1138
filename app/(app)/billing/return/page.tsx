import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { CheckoutResult } from '@/components/billing/checkout-result'
import { requireUser } from '@/lib/auth'
import { checkoutStatus } from '@/lib/billing'
import { AppError } from '@/lib/errors'

export const metadata: Metadata = { title: 'Payment' }

export default async function ReturnPage({ searchParams }: PageProps<'/billing/return'>) {
  const { session_id: sessionId } = await searchParams
  if (typeof sessionId !== 'string') notFound()
  const user = await requireUser(`/billing/return?session_id=${encodeURIComponent(sessionId)}`)
  const initial = await checkoutStatus(user.id, sessionId).catch((error: unknown) => {
    if (error instanceof AppError && error.code === 'not_found') notFound()
    throw error
  })
  return (
    <div className="shell py-14 lg:py-20">
      <div className="max-w-lg">
        <CheckoutResult sessionId={sessionId} initial={initial} />
      </div>
    </div>
  )
}
