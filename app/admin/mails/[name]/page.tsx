import type { Metadata } from 'next'
import Link from 'next/link'
import { notFound } from 'next/navigation'
import { LedgerSection } from '@/components/layout/ledger-section'
import { Button } from '@/components/ui/button'
import { PageHeader } from '@/components/ui/page-header'
import { requireAdmin } from '@/lib/auth'
import { mailTitle, previewMail } from '@/lib/email/preview'

export const metadata: Metadata = { title: 'Mail, admin', robots: { index: false } }

export default async function AdminMailPage({ params }: PageProps<'/admin/mails/[name]'>) {
  await requireAdmin()
  const { name } = await params
  const mail = await previewMail(name)
  if (!mail) notFound()
  return (
    <div className="shell pb-16">
      <PageHeader title={mailTitle(name)} description={mail.subject}>
        <Button asChild variant="secondary" size="sm">
          <Link href="/admin/mails">All mails</Link>
        </Button>
      </PageHeader>
      <LedgerSection title="As it looks" note="In a frame of its own, where nothing can run.">
        <iframe
          title={mail.subject}
          srcDoc={mail.html}
          sandbox=""
          className="h-180 w-full rounded-md border border-rule bg-white"
        />
      </LedgerSection>
      <LedgerSection title="As text" note="For clients that show no HTML.">
        <pre className="num text-sm whitespace-pre-wrap">{mail.text}</pre>
      </LedgerSection>
    </div>
  )
}
