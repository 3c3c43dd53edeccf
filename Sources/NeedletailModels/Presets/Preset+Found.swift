import NeedletailCore

extension Preset {
  /// What searches on public data sets found, by validation data alone; the commands run in the folder of the
  /// data sets. A new one is one more entry.
  static let found: [Preset] = [
    Preset(
      "itemknn", on: "ncf-ml-1m", "itemknn(neighbours=39,shrinkage=395,weighting=bm25)", metric: "ndcg@10",
      value: 0.3860,
      command: "needletail tune ncf-ml-1m --split given --validation last:1,negatives=99 --model itemknn "
        + "--strategy tpe --trials 30 --metric ndcg@10"),
    Preset(
      "itemknn", on: "ml-1m-lcf", "itemknn(neighbours=23,shrinkage=898,weighting=bm25)", metric: "ndcg@20",
      value: 0.1773,
      command: "needletail tune ml-1m-lcf --split given --validation random:0.1 --model itemknn "
        + "--strategy tpe --trials 30 --metric ndcg@20"),
    Preset(
      "ease", on: "ncf-ml-1m", "ease(l2=1630)", metric: "ndcg@10", value: 0.4574,
      command: "needletail tune ncf-ml-1m --split given --validation last:1,negatives=99 --model ease "
        + "--strategy tpe --trials 12 --metric ndcg@10"),
    Preset(
      "ease", on: "ml-1m-lcf", "ease(l2=1630)", metric: "ndcg@20", value: 0.2044,
      command: "needletail tune ml-1m-lcf --split given --validation random:0.1 --model ease "
        + "--strategy tpe --trials 12 --metric ndcg@20"),
    Preset(
      "ials", on: "gowalla", "ials(dimension=256,l2=0.001,unobservedWeight=0.03,epochs=16)",
      metric: "ndcg@20",
      value: 0.1148,
      command: "needletail tune gowalla --split given --validation random:0.1 --model ials "
        + "--strategy coarse-to-fine --trials 21 --space 'dimension=64|128|256' --metric ndcg@20"),
    Preset(
      "ials", on: "ncf-ml-1m", "ials(dimension=256,l2=0.003,unobservedWeight=1,epochs=16)", metric: "ndcg@10",
      value: 0.4623,
      command: "needletail tune ncf-ml-1m --split given --validation last:1,negatives=99 --model ials "
        + "--strategy coarse-to-fine --trials 20 --space 'dimension=64|128|256' --metric ndcg@10"),
    Preset(
      "userknn", on: "ncf-ml-1m", "userknn(neighbours=39,shrinkage=395,weighting=bm25)", metric: "ndcg@10",
      value: 0.4047,
      command: "needletail tune ncf-ml-1m --split given --validation last:1,negatives=99 --model userknn "
        + "--strategy tpe --trials 30 --metric ndcg@10"),
    Preset(
      "ials", on: "ml-1m-lcf", "ials(dimension=128,l2=0.003,unobservedWeight=1,epochs=16)", metric: "ndcg@20",
      value: 0.1993,
      command: "needletail tune ml-1m-lcf --split given --validation random:0.1 --model ials "
        + "--strategy coarse-to-fine --trials 24 --metric ndcg@20"),
    Preset(
      "itemknn", on: "gowalla", "itemknn(neighbours=368,shrinkage=704,weighting=tf-idf)", metric: "ndcg@20",
      value: 0.1180,
      command: "needletail tune gowalla --split given --validation random:0.1 --model itemknn "
        + "--strategy tpe --trials 20 --metric ndcg@20"),
  ]
}
