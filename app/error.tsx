'use client'

import { BareFrame } from '@/components/layout/bare-frame'
import { Failure } from '@/components/layout/failure'

export default function PageError({ error, retry }: { error: unknown; retry: () => void }) {
  return (
    <BareFrame>
      <Failure error={error} retry={retry} />
    </BareFrame>
  )
}
