import Link from 'next/link'
import { MessagePage } from '@/components/layout/message-page'
import { Button } from '@/components/ui/button'

/** Inside the frame: the room stays, only the thing is missing. */
export default function NotFound() {
  return (
    <MessagePage
      title="There is nothing at this address"
      actions={
        <Button asChild>
          <Link href="/assistant">To the assistant</Link>
        </Button>
      }
    >
      <p>It may have been deleted, or it belongs to another account. Nothing was charged.</p>
    </MessagePage>
  )
}
