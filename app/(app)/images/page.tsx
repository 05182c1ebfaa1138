import type { Metadata } from 'next'
import { ImageRoom } from '@/components/images/image-room'
import { MissingFeature } from '@/components/billing/missing-feature'
import { PageHeader } from '@/components/ui/page-header'
import { listImages } from '@/lib/ai/image-store'
import { imagePriceIfAny } from '@/lib/ai/images'
import { requireUser } from '@/lib/auth'
import { canUse } from '@/lib/entitlements'

export const metadata: Metadata = { title: 'Images' }

export default async function ImagesPage() {
  const user = await requireUser('/images')
  const [allowed, price, kept] = await Promise.all([
    canUse(user.id, 'image_generation'),
    imagePriceIfAny(),
    listImages(user.id),
  ])
  return (
    <div className="shell pb-16">
      <PageHeader
        title="Images"
        description="One price for each, held before it is made and charged when it is there."
      />
      {!allowed && <MissingFeature feature="image_generation" />}
      <ImageRoom userId={user.id} allowed={allowed} price={price} kept={kept} />
    </div>
  )
}
