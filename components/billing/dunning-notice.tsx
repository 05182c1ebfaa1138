import type { Owed } from '@/lib/billing'
import { NoticeBar, NoticeLink } from '@/components/credits/notice-bar'
import { dunningWords } from './dunning-words'

/** On every page while a renewal is unpaid. */
export function DunningNotice({ owed }: { owed: Owed }) {
  const { tone, title, meanwhile } = dunningWords(owed)
  return (
    <NoticeBar
      label="About your plan"
      tone={tone}
      title={title}
      action={<NoticeLink href="/billing#owed">Pay</NoticeLink>}
    >
      {meanwhile}
    </NoticeBar>
  )
}
