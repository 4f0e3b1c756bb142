/** The two languages of every word on screen. */
export type Language = 'zh' | 'en';
