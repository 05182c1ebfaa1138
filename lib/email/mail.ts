import type { ReactElement } from 'react'

/** What a template answers: the subject, and the mail as React, from which both parts are made. */
export type Mail = { subject: string; body: ReactElement }

/** As it goes out. The text part stands alone: it says and links everything the HTML part does. */
export type Rendered = { subject: string; text: string; html: string }
