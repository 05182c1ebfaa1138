'use client'

import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { DeleteDialog } from '@/components/ui/delete-dialog'
import { Dialog } from '@/components/ui/dialog'
import { deleteReviewAction } from '@/lib/ai/actions'

export function DeleteReview({ id }: { id: string }) {
  const router = useRouter()
  const [asking, setAsking] = useState(false)
  return (
    <>
      <Button variant="ghost" onClick={() => setAsking(true)}>
        Delete
      </Button>
      <Dialog open={asking} onOpenChange={setAsking}>
        <DeleteDialog
          title="Delete this review?"
          description="Its report is gone for good. What it cost stays on your statement."
          remove={() => deleteReviewAction({ id })}
          onDone={() => setAsking(false)}
          onDeleted={() => router.push('/agents')}
        />
      </Dialog>
    </>
  )
}
