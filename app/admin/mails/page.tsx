import type { Metadata } from 'next'
import Link from 'next/link'
import { PageHeader } from '@/components/ui/page-header'
import { requireAdmin } from '@/lib/auth'
import { mailNames, mailTitle, previewMail } from '@/lib/email/preview'

export const metadata: Metadata = { title: 'Mails, admin', robots: { index: false } }

export default async function AdminMailsPage() {
  await requireAdmin()
  const mails = await Promise.all(
    mailNames.map(async (name) => ({ name, subject: (await previewMail(name))?.subject })),
  )
  return (
    <div className="shell pb-16">
      <PageHeader
        title="Mails"
        description="Every mail the product sends, with sample values. Looking at one sends nothing."
      />
      <ul className="divide-y divide-rule border-y border-rule">
        {mails.map(({ name, subject }) => (
          <li key={name}>
            <Link
              href={`/admin/mails/${name}`}
              className="grid gap-x-4 gap-y-0.5 py-3 hover:bg-sunken sm:grid-cols-[14rem_1fr]"
            >
              <span className="font-medium">{mailTitle(name)}</span>
              <span className="min-w-0 text-sm text-soft">{subject}</span>
            </Link>
          </li>
        ))}
      </ul>
    </div>
  )
}
