import { redirect } from 'next/navigation'
import { requireUser } from '@/lib/auth'
import { cardChanged } from '@/lib/billing'

/** Where Stripe's form for a card sends back to. Reads the new card again and charges nothing. */
export async function GET() {
  const user = await requireUser('/billing')
  await cardChanged(user.id)
  redirect('/billing')
}
