import { type CurrentDocuments, openCurrent } from './open-current.ts';

type Shelf = Parameters<typeof openCurrent>[0];

/** Opens the current documents when first asked, and again when others have become current. */
export function currentDocuments(shelf: Shelf, builtInFolder: string): () => Promise<CurrentDocuments> {
  let opened: { readonly digest: string; readonly documents: Promise<CurrentDocuments> } | null = null;
  return () => {
    const { digest } = shelf.current;
    if (opened?.digest !== digest) {
      const documents = openCurrent(shelf, builtInFolder);
      opened = { digest, documents };
      documents.catch(() => {
        opened = null; // asked for again, it is tried again; who asked now is told
      });
    }
    return opened.documents;
  };
}
