import Link from 'next/link'
import { Button } from '@/components/ui/button'
import { Empty } from '@/components/ui/empty'
import type { Feature } from '@/lib/catalogue'
import { featureNames, planList, plansWith } from '@/lib/entitlements/names'

/** In the place of what a user may not use: what is missing, and where to get it. */
export function MissingFeature({ feature }: { feature: Feature }) {
  return (
    <Empty
      title={`${featureNames[feature]}: not part of your plan`}
      className="mb-10"
      action={
        <>
          <Button asChild>
            <Link href="/pricing">See the plans</Link>
          </Button>
          <Button asChild variant="secondary">
            <Link href="/billing">What you can use</Link>
          </Button>
        </>
      }
    >
      Included in {planList(plansWith(feature))}. A promotion code may open it as well.
    </Empty>
  )
}
