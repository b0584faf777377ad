//! The rules under which duplicates are removed.

crate::rules! {
    /// Removes a paragraph that stands earlier in the corpus, but for spaces, marks and symbols.
    ///
    /// Compared are the texts without white space, punctuation and symbols, letters and digits
    /// in one width; so a copy that was set with other marks is the same text. The journal names the
    /// paragraph that was kept. Paragraphs with fewer than 20 Han characters stay, however often they
    /// occur: captions, refrains, `“嗯。”`.
    ///
    /// It is wrong where repetition is the content: form letters, refrains in long lines, statutes
    /// quoted clause by clause. `[dedup] scope = "file"` looks within each file alone.
    ///
    /// ```copies
    /// 立夏过后，白鹭洲的渔民老周照例在清晨五点收网，今年的鳜鱼比往年早来了十天。
    /// 立夏过后,白鹭洲的渔民老周照例在清晨五点收网,今年的鳜鱼比往年早来了十天.
    /// ```
    EXACT_COPY = "DUP001", Removal, Safe, "重复段落";
    /// Removes a paragraph that is nearly the same as an earlier one that is kept.
    ///
    /// Nearly the same means: of all the runs of five characters that occur in either text, at least
    /// 0.8 occur in both (Jaccard similarity, verified on the runs themselves). The journal names the
    /// paragraph that was kept and the similarity.
    ///
    /// It is wrong where a small difference is the point: notices that differ in a date or an amount.
    /// `[dedup] numbers_differ = "keep"` keeps texts that differ in their digits.
    ///
    /// ```copies
    /// 立夏过后，白鹭洲的渔民老周照例在清晨五点收网，今年的鳜鱼比往年早来了十天，镇上的鱼市也跟着热闹起来，连隔壁青禾镇的饭馆都派了人守在码头上等船，生怕去晚了一步。
    /// 立夏过后，白鹭洲的渔民老周照例在清晨五点收网，今年的鳜鱼比往年早来了十天，镇上的鱼市也跟着热闹起来，连隔壁青禾镇的饭馆都派了人守在码头上等船，生怕晚了一步。
    /// ```
    NEAR_COPY = "DUP002", Removal, Default, "近似重复段落";
}
