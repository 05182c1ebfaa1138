import { redirect } from 'next/navigation'
import { requireUser } from '@/lib/auth'

/** The link to hand out with a code: through sign-in, if need be, to the form with the code filled in. Redeems nothing. */
export async function GET(_request: Request, { params }: RouteContext<'/redeem/[code]'>) {
  const { code } = await params
  const path = `/billing?code=${encodeURIComponent(code.slice(0, 40))}#code` as const
  await requireUser(path)
  redirect(path)
}
