//! Why a place was left alone, a file passed over, a document not cleaned.

/// Reasons in English and in Chinese.
pub(super) const REASONS: &[(&str, &str)] = &[
    // Files and records.
    ("not text: it holds binary data", "不是文本：含有二进制数据"),
    ("symbolic link (--follow reads it)", "符号链接（--follow 会读取）"),
    ("not a regular file", "不是普通文件"),
    ("not a JSON object: {}", "不是 JSON 对象：{}"),
    ("has no field `{}` (--text-field names another)", "没有字段 `{}`（用 --text-field 指定别的字段）"),
    ("field `{}` is not a string", "字段 `{}` 不是字符串"),
    ("is not UTF-8 from byte {} on: convert the file to UTF-8 first", "从第 {} 字节起不是 UTF-8：请先转成 UTF-8"),
    ("Permission denied (os error {})", "没有权限（系统错误 {}）"),
    ("No such file or directory (os error {})", "没有这个文件或文件夹（系统错误 {}）"),
    ("{} is {}, the limit {}", "{} 为 {}，限度 {}"),
    // Mojibake.
    ("reads better in another encoding, but not by enough", "换一种编码读更通顺，但差得不够多"),
    ("the original bytes are needed", "需要原来的字节"),
    ("memory that was never written", "从未写入的内存"),
    ("characters that the encoding could not hold, or many questions", "编码装不下的字，或者真是许多问号"),
    ("in code, or in a text about HTML", "在代码里，或在讲 HTML 的文章里"),
    ("a single reference to a character of markup", "只有一处标记字符的引用"),
    ("blanks at the ends of lines, and no other reference", "行末的空白，别无其他引用"),
    ("part of an address or of code", "是网址或代码的一部分"),
    ("a single escape", "只有一处转义"),
    ("a frame of HZ, but no Chinese in it", "有 HZ 的框，里面却不是中文"),
    ("bytes may be shifted here, but the text is hardly likelier for it", "这里的字节可能错位，但修复后并不更通顺"),
    (
        "bytes seem to be shifted here, but damaging them again gives other text",
        "这里的字节像是错位，但照样再损坏一次得到的文字不同",
    ),
    // Annotations and characters.
    ("readings in brackets, but not as a program writes them", "有括注的读音，但不像程序加的"),
    ("a gloss: the character is rare or stands elsewhere without", "是注释：这个字少见，或在别处没有读音"),
    ("the marks are odd in number", "引号的个数是奇数"),
    ("not every mark can open or close", "有的引号既不能开也不能关"),
    ("the line lists radicals", "这一行列的是部首"),
    ("turns round how the text is read", "会颠倒文字的读法"),
    ("may be text in the wrong encoding", "可能是用错编码的文字"),
    ("the paragraph is not Traditional", "这一段不是繁体"),
    ("kana or Hangul", "有假名或谚文"),
    // Advertisements and page furniture.
    ("the list is most of the document", "这份名单占了全文的大半"),
    ("it speaks about the subject", "是在谈论这件事"),
    ("begins one of several texts outside the article", "是正文之外几段文字之一的开头"),
    ("a rule of your own flags it", "你自己的规则标出了它"),
    ("too long for a replacement", "太长，不能替换"),
    // Lines and spaces.
    ("full lines that look laid out on purpose", "都是满行，但像是有意排成这样"),
    ("a join would explain the lines nearly as well", "接起来也几乎一样说得通"),
    ("divided into words by spaces", "用空格分了词"),
    ("may be set apart on purpose", "可能是有意隔开的"),
    ("too few such gaps to judge by", "这样的空隙太少，无从判断"),
    ("nearly all places of the kind have it: house style", "同类的地方几乎都这样：是本文的体例"),
    ("what belongs to what cannot be told", "分不清哪个属于哪个"),
];
