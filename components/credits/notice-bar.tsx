import { CircleAlert, TriangleAlert } from 'lucide-react'
import type { Route } from 'next'
import Link from 'next/link'
import type { ReactNode } from 'react'
import { Button } from '@/components/ui/button'
import { cn } from '@/components/ui/cn'

/** The way to where it is put right. */
export const NoticeLink = ({ href, children }: { href: Route; children: ReactNode }) => (
  <Button asChild size="sm" variant="secondary">
    <Link href={href}>{children}</Link>
  </Button>
)

type NoticeBarProps = {
  label: string
  tone: 'warn' | 'danger'
  title: ReactNode
  action: ReactNode
  children: ReactNode
}

/** Under the header and as wide: it is about the account, not about the page. */
export function NoticeBar({ label, tone, title, action, children }: NoticeBarProps) {
  const danger = tone === 'danger'
  const Icon = danger ? CircleAlert : TriangleAlert
  return (
    <section
      aria-label={label}
      className={cn('border-b border-rule', danger ? 'bg-danger-wash' : 'bg-warn-wash')}
    >
      <div className="shell flex items-center gap-3 py-2 text-sm">
        <Icon
          className={cn('size-4 shrink-0 max-sm:self-start', danger ? 'text-danger' : 'text-warn')}
          aria-hidden="true"
        />
        <p className="min-w-0 flex-1">
          <span className="mr-2 font-medium">{title}</span>
          <span className="text-soft">{children}</span>
        </p>
        <div className="flex shrink-0 items-center gap-1">{action}</div>
      </div>
    </section>
  )
}
