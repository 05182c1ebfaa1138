import type { Metadata } from 'next'
import Link from 'next/link'
import { BareFrame } from '@/components/layout/bare-frame'
import { MessagePage } from '@/components/layout/message-page'
import { Button } from '@/components/ui/button'

export const metadata: Metadata = { title: 'Not found' }

export default function NotFound() {
  return (
    <BareFrame>
      <MessagePage
        title="There is nothing at this address"
        actions={
          <>
            <Button asChild>
              <Link href="/">Home page</Link>
            </Button>
            <Button asChild variant="secondary">
              <Link href="/assistant">Assistant</Link>
            </Button>
          </>
        }
      >
        <p>It may have been deleted, or the address has a typing mistake. Nothing was charged.</p>
      </MessagePage>
    </BareFrame>
  )
}
