//! Texts that look damaged and are not: the stages `mojibake` and `annotation` must leave every one alone.

use taoxi::{Pipeline, RuleSet, stages};

fn mend(text: &str) -> String {
    let stages = stages::all().into_iter().filter(|s| matches!(s.name(), "mojibake" | "annotation")).collect();
    let pipeline = Pipeline::new(stages, RuleSet::default());
    pipeline.clean(text, &mut pipeline.scratch()).text.into_owned()
}

#[track_caller]
fn kept(text: &str) {
    assert_eq!(mend(text), text);
}

#[test]
fn fiction_with_question_and_exclamation_marks() {
    kept("“什么?!”他跳起来，“你说他昨晚就走了?!”\n“真的?!我不信?!”她笑着说，“拔刀吧?！我们走?，”\n");
    kept(
        "「什麼?!」他跳了起來，「你說他昨晚就離開了?!」\n「真的?!我不信。」她笑著說：「這種時候還開玩笑?!要認真對待?！」\n\
         “這樣對嗎?!”老師問道，“難道沒有別的辦法?！我們還會再見面的。”後來大家都為這件事難過。\n",
    );
    kept("價格?(jià)多少?!我們還沒有討論過這個問題。後來經過開會，決定由財務處來處理這件事，請大家等候通知。\n");
}

#[test]
fn textbooks_and_dictionaries() {
    kept("春(chūn)天(tiān)来(lái)了(le)，花(huā)儿(ér)开(kāi)了(le)，小(xiǎo)鸟(niǎo)唱(chàng)着(zhe)歌(gē)。\n");
    kept("行(xíng)走，银行(háng)，行(hàng)列，道行(héng)：行字有几个读音，行人的行读作第一个。\n");
    kept("發(fā)：發生、發展。髮(fà)：頭髮、理髮。這兩個字在簡化字裏合為一個，發字常用，髮字少用。\n");
    kept("彳(chì)亍(chù)：慢慢走。饕(tāo)餮(tiè)：贪吃的人。魑(chī)魅(mèi)魍(wǎng)魉(liǎng)：鬼怪。\n");
}

#[test]
fn glosses_units_and_words() {
    kept("从亳(bó)州到溇(lóu)港，再到東莞(guǎn)、單(shàn)縣，地名的讀音各有來歷。\n");
    kept("面积(s)、长(m)、余弦(cos)、元(yuan)、苹果(apple)、函数(fun)、和(he)、大(da)\n");
    kept("设函数(f)在区间(a)上连续，则积分(s)存在，距离(li)为三里。\n");
    kept("現任縣長單(shàn)雄信先生在會議上説，這個縣的經濟發展很快，產業結構也在優化，大家都應該為此高興。\n");
}

#[test]
fn rare_characters_and_other_scripts() {
    kept("班上有王喆、李祎、张赟、陈囧、赵翀、钱燊、孙昇、周旻、吴堃、郑垚、冯淼、褚焱、卫犇，点名时常读错。\n");
    kept("玊瑝、璟瑄、琤琬、璘珺、瑨瑭、玚珝、珅琇、瑀璠、璐琰、珣玗琪\n");
    kept("これは日本語の文章です。漢字とかなが混ざっています！本当に？はい、そうです。\nカタカナ、ヒラガナ、ｶﾀｶﾅ。\n");
    kept("ㄅㄆㄇㄈ，ㄉㄊㄋㄌ：注音符號用來標示讀音，小學一年級的學生都要學習。\n");
    kept("呢啲嘢喺邊度買㗎？佢哋噚日先至嚟，唔知係咪真嘅。嗰個細路仔好鍾意食雪糕。\n");
    kept("Привет, мир! Ελληνικά, façade, naïve, Zürich, São Paulo, ÀÉÎÕÜ, £5, ©2024, ½, «да», 20°C ± 1\n");
    kept("關關雎鳩，在河之洲。窈窕淑女，君子好逑。參差荇菜，左右流之。\n");
    kept("臣鍇等案：靁䨓䨻，皆古文雷字。龘、靐、䲜、䨺、齾、爩、厵，筆畫甚多。\n");
    kept("한국어 문장입니다. 漢字도 섞어 씁니다.\n");
    kept("烫烫的，好烫好烫！屯屯田，拷贝。\n");
}

#[test]
fn code_and_addresses() {
    kept("const s = \"\\u4e2d\\u6587\"; // \\u4e2d\n");
    kept("re.findall('[\\u4e00-\\u9fa5]+', text)\n");
    kept("{\"name\": \"\\u4e2d\\u6587\"}\n");
    kept("https://example.org/s?wd=%E4%B8%AD%E6%96%87&ie=utf-8\n");
    kept("见 example.org/%E4%B8%AD%E6%96%87 一文。\n");
    kept("打折 20%，涨幅 5%—10%，概率为 100%。\n");
    kept("if (a &lt; b &amp;&amp; c) { return; }\n");
    kept("AT&T 与 R&D，a=b，x=E4，~{}~，~{abc\n");
    kept("在 HTML 里用 &lt;p&gt; 和 &lt;div&gt; 表示段落。\n");
    kept("C:\\users\\u4e2d\\file\n");
}

#[test]
fn what_is_lost_is_noted_and_left() {
    for text in ["锟斤拷锟斤拷", "春\u{FFFD}\u{FFFD}天", "作者????先生", "值为烫烫烫烫烫"] {
        let text = format!("{text}\n");
        let stages = stages::all().into_iter().filter(|s| s.name() == "mojibake").collect();
        let pipeline = Pipeline::new(stages, RuleSet::default());
        let cleaned = pipeline.clean(&text, &mut pipeline.scratch());
        assert_eq!(cleaned.text, text);
        assert!(!cleaned.journal.doubts.is_empty(), "{text}");
    }
}

/// Far more time than linear work takes, far less than quadratic work would.
#[test]
fn hostile_text_is_linear_work() {
    let mirror = "發(fā)展產(chǎn)業(yè)，經(jīng)濟發(fā)展，產(chǎn)業(yè)發(fā)達，?！卑l(fā)布";
    for piece in [
        "?！",
        "?!",
        "&amp;",
        "(",
        "（",
        "發(fā)",
        "?fā)",
        "\\u4e2d",
        "%E4",
        "=E4=B8=AD=\n",
        "~{",
        "~{VP",
        "鏂囧",
        "æ–",
        "\u{FFFD}",
        "?,",
        "ÎÄ",
        mirror,
    ] {
        let text = piece.repeat(300_000 / piece.len());
        let stages = stages::all().into_iter().filter(|s| matches!(s.name(), "mojibake" | "annotation")).collect();
        let pipeline = Pipeline::new(stages, RuleSet::default());
        let cleaned = pipeline.clean(&text, &mut pipeline.scratch());
        assert_eq!(cleaned.journal.undo(&cleaned.text), text, "{piece}");
    }
}
