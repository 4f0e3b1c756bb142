import { msg, str } from '@lit/localize';
import { verdictKinds, verdictReasons } from '../../domain/shared/codes.ts';
import { formatArticles } from '../kit/format-articles.ts';
import { currentLanguage, sayTerm } from '../locales/language.ts';
import type { ViolationRow } from '../ports.ts';

/** What the rules and zones now in use would say of a record that was judged by others. */
export function sayWould({ kind, reason, articles }: NonNullable<ViolationRow['would']>): string {
  const language = currentLanguage();
  const verdict = [sayTerm(verdictKinds[kind]), sayTerm(verdictReasons[reason])].join(language === 'zh' ? '，' : ', ');
  const cited = articles.length > 0 ? ` · ${formatArticles(articles, language)}` : '';
  return msg(str`By the rules and zones now in use: ${verdict}${cited}. The record stays as it was made.`);
}
