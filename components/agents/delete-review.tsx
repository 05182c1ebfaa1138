'use client'

import { useRouter } from 'next/navigation'
import { useState, useTransition } from 'react'
import { toast } from 'sonner'
import { Button } from '@/components/ui/button'
import { Dialog, DialogContent, DialogFooter } from '@/components/ui/dialog'
import { deleteReviewAction } from '@/lib/ai/actions'

export function DeleteReview({ id }: { id: string }) {
  const router = useRouter()
  const [asking, setAsking] = useState(false)
  const [pending, start] = useTransition()
  const submit = () =>
    start(async () => {
      const state = await deleteReviewAction({ id })
      if (state.status === 'error') {
        toast.error(state.message)
        return
      }
      setAsking(false)
      router.push('/agents')
    })
  return (
    <>
      <Button variant="ghost" onClick={() => setAsking(true)}>
        Delete
      </Button>
      <Dialog open={asking} onOpenChange={setAsking}>
        <DialogContent
          title="Delete this review?"
          description="Its report is gone for good. What it cost stays on your statement."
        >
          <DialogFooter>
            <Button variant="ghost" onClick={() => setAsking(false)}>
              Keep it
            </Button>
            <Button variant="danger" pending={pending} onClick={submit}>
              Delete
            </Button>
          </DialogFooter>
        </DialogContent>
      </Dialog>
    </>
  )
}
